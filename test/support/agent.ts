import {
  Client,
  StreamableHTTPClientTransport,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type OAuthTokens,
} from '@modelcontextprotocol/client';
import { LOOPBACK_CALLBACK } from '../../dev/local-issuer/provider/clients.js';
import { followToCallback } from '../../dev/sign-in.js';
import { findFreePort } from './api-process.js';
import { Demo } from './demo.js';

/** What `npm start` runs, with the address of its tools. */
export class ToolsDemo {
  private constructor(
    readonly demo: Demo,
    readonly mcpUrl: string,
  ) {}

  static async start(): Promise<ToolsDemo> {
    const port = await findFreePort();
    const mcpUrl = `http://127.0.0.1:${port}/mcp`;
    return new ToolsDemo(await Demo.start({ PORT: String(port), MCP_URL: mcpUrl }), mcpUrl);
  }

  /** The official client, which knows the address and a client ID: all else it learns from the 401. */
  async connect(email: string, password: string, options: ClientOptions = {}): Promise<Client> {
    const { issuer } = this.demo;
    const agent = new Agent(issuer.browserApplication.clientId);
    const first = this.#open(agent);
    const refused = await new Client(IDENTITY, options)
      .connect(first)
      .catch((error: unknown) => error);
    const start = agent.authorizationUrl;
    if (!start) throw new Error('The client found no authorization server.', { cause: refused });
    const callback = await followToCallback(start, { issuer: issuer.issuer, email, password });
    await first.finishAuth(callback.searchParams);
    const client = new Client(IDENTITY, options);
    await client.connect(this.#open(agent));
    return client;
  }

  close(): Promise<void> {
    return this.demo.close();
  }

  #open(agent: Agent): StreamableHTTPClientTransport {
    return new StreamableHTTPClientTransport(new URL(this.mcpUrl), { authProvider: agent });
  }
}

type ClientOptions = NonNullable<ConstructorParameters<typeof Client>[1]>;

const IDENTITY = { name: 'agent', version: '1' };

/** What an agent keeps. */
class Agent implements OAuthClientProvider {
  readonly redirectUrl = LOOPBACK_CALLBACK;
  authorizationUrl: URL | undefined;
  #tokens: OAuthTokens | undefined;
  #verifier = '';
  #discovered: OAuthDiscoveryState | undefined;

  constructor(private readonly clientId: string) {}

  get clientMetadata() {
    return { redirect_uris: [this.redirectUrl], token_endpoint_auth_method: 'none' };
  }

  clientInformation() {
    return { client_id: this.clientId, redirect_uris: [this.redirectUrl] };
  }

  tokens() {
    return this.#tokens;
  }

  saveTokens(tokens: OAuthTokens) {
    this.#tokens = tokens;
  }

  redirectToAuthorization(url: URL) {
    this.authorizationUrl = url;
  }

  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }

  saveDiscoveryState(state: OAuthDiscoveryState) {
    this.#discovered = state;
  }

  discoveryState() {
    return this.#discovered;
  }

  codeVerifier() {
    return this.#verifier;
  }
}
