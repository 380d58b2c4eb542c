import {
  Client,
  StreamableHTTPClientTransport,
  UnauthorizedError,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type OAuthTokens,
} from '@modelcontextprotocol/client';
import { describe, expect, it } from '@jest/globals';
import { LOOPBACK_CALLBACK } from '../../dev/local-issuer/provider/clients.js';
import { followToCallback, signIn } from '../../dev/sign-in.js';
import { findFreePort } from '../support/api-process.js';
import { Demo } from '../support/demo.js';
import { use } from '../support/use.js';

let mcpUrl = '';
const demo = use(async () => {
  const port = await findFreePort();
  mcpUrl = `http://127.0.0.1:${port}/mcp`;
  return Demo.start({ PORT: String(port), MCP_URL: mcpUrl });
});

/** What an agent keeps: all else it learns from the 401. */
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

async function connect(email: string, password: string, options = {}): Promise<Client> {
  const agent = new Agent(demo.issuer.browserApplication.clientId);
  const open = () => new StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider: agent });
  const first = open();
  await expect(new Client({ name: 'agent', version: '1' }, options).connect(first)).rejects.toThrow(
    UnauthorizedError,
  );
  const start = agent.authorizationUrl;
  if (!start) throw new Error('The client found no authorization server.');
  expect(start.searchParams.get('resource')).toBe(mcpUrl);
  expect(start.searchParams.get('code_challenge_method')).toBe('S256');
  const issuer = demo.issuer.issuer;
  const callback = await followToCallback(start, { issuer, email, password });
  await first.finishAuth(callback.searchParams);
  const client = new Client({ name: 'agent', version: '1' }, options);
  await client.connect(open());
  return client;
}

describe.each([
  ['of the current revision', { versionNegotiation: { mode: 'auto' } }],
  ['of an older revision', {}],
])('the official client %s', (_, options) => {
  it('signs in by the 401 alone, and calls tools', async () => {
    const client = await connect('ada@example.com', 'ada-demo', options);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'FindAccounts',
      'FindUser',
      'Greet',
      'MyAccount',
      'UpdateMyMetadata',
      'WhoAmI',
    ]);
    const call = async (name: string, values = {}) =>
      (await client.callTool({ name, arguments: values })).structuredContent;
    const { me } = (await call('WhoAmI')) as { me: { id: string } };
    expect(me).toMatchObject({ name: 'Ada Lindqvist', userMetadata: { theme: 'dark' } });
    expect(await call('FindUser', { id: me.id })).toMatchObject({ user: { id: me.id } });
    expect(await call('MyAccount')).toMatchObject({ myAccount: { roles: ['ADMIN'] } });
    expect(await call('Greet')).toEqual({ hello: 'Hello, world!' });
    await client.close();
  });
});

describe('an agent', () => {
  it('may do what its user may do, and is asked for the permission that is missing', async () => {
    const client = await connect('chloe@example.com', 'chloe-demo');
    const found = client.callTool({ name: 'FindUser', arguments: { id: 'auth0|1' } });
    await expect(found).rejects.toThrow();
    const { structuredContent } = await client.callTool({ name: 'WhoAmI' });
    expect(structuredContent).toMatchObject({ me: { name: 'Chloe Martin' } });
    await client.close();
  });

  it('loses the tools at once when its user signs out everywhere', async () => {
    const client = await connect('ben@example.com', 'ben-demo');
    await client.callTool({ name: 'WhoAmI' });
    const { issuer, audience, browserApplication } = demo.issuer;
    const { access_token: token } = await signIn({
      ...{ issuer, audience, clientId: browserApplication.clientId },
      ...{ email: 'ben@example.com', password: 'ben-demo' },
    });
    const { status } = await demo.api.as(token).query('mutation { signOutEverywhere { id } }');
    expect(status).toBe(200);
    await expect(client.callTool({ name: 'WhoAmI' })).rejects.toThrow();
    await client.close();
  });
});
