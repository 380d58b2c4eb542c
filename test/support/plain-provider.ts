import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Middleware, Provider } from 'oidc-provider';
import * as openid from 'openid-client';
import { CookieJar } from '../../dev/cookie-jar.js';
import { DataFolder } from '../../dev/local-issuer/storage/data-folder.js';
import { loadOidcProvider } from '../../dev/local-issuer/provider/load-oidc-provider.js';
import { SessionStore } from '../../dev/local-issuer/storage/session-store.js';
import { createSigningKey } from './signing-key.js';
import { createTemporaryFolder } from './temporary-folder.js';

const MAX_REDIRECTS = 10;

const CLIENT = {
  client_id: 'web',
  client_secret: 'a secret of this test run alone, long enough',
  grant_types: ['authorization_code', 'client_credentials'],
  redirect_uris: ['https://app.example.com/callback'],
};

const COMMAND = {
  client_id: 'command',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  redirect_uris: ['http://127.0.0.1/callback'],
};

/**
 * oidc-provider with its defaults: an issuer without a trailing slash, RFC 8707 resource indicators and
 * RFC 9068 access tokens. It signs in the user that `login_hint` names, or else `somebody`.
 */
export class PlainProvider {
  readonly audience = 'https://api.example.com';
  private readonly folder = createTemporaryFolder('plain-provider');
  private readonly sessions = new SessionStore(new DataFolder(this.folder.path));

  private constructor(
    readonly issuer: string,
    private readonly server: ReturnType<typeof createServer>,
  ) {}

  static async start(): Promise<PlainProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const plain = new PlainProvider(issuer, server);
    const library = await loadOidcProvider();
    const provider = new library.Provider(issuer, await plain.configuration());
    provider.use(signInByHint(provider));
    const respond = provider.callback();
    server.on('request', (req, res) => void respond(req, res));
    return plain;
  }

  /** The environment of an API that trusts this provider. */
  get env(): Record<string, string> {
    return { OIDC_ISSUER_URL: this.issuer, OIDC_AUDIENCE: this.audience };
  }

  /** The token response of a user's sign-in, by the authorization code flow with PKCE. */
  async signIn(user: string, scope: string): Promise<openid.TokenEndpointResponse> {
    const client = await this.discover();
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const start = openid.buildAuthorizationUrl(client, {
      redirect_uri: CLIENT.redirect_uris[0]!,
      scope,
      resource: this.audience,
      login_hint: user,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const callback = await followRedirects(start, CLIENT.redirect_uris[0]!);
    const parameters = { resource: this.audience };
    return openid.authorizationCodeGrant(client, callback, { pkceCodeVerifier }, parameters);
  }

  /** The token response of an application on its own behalf. */
  async machine(scope: string): Promise<openid.TokenEndpointResponse> {
    const parameters = { resource: this.audience, scope };
    return openid.clientCredentialsGrant(await this.discover(), parameters);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    this.sessions.flush();
    this.folder.remove();
  }

  private discover(): Promise<openid.Configuration> {
    return openid.discovery(
      new URL(this.issuer),
      CLIENT.client_id,
      CLIENT.client_secret,
      undefined,
      {
        execute: [openid.allowInsecureRequests],
      },
    );
  }

  private async configuration(): Promise<Record<string, unknown>> {
    const { kid, privateKey } = await createSigningKey();
    const audience = this.audience;
    return {
      adapter: (model: string) => this.sessions.adapterFor(model),
      clients: [CLIENT, COMMAND],
      cookies: { keys: ['signs the cookies of this test run'] },
      extraTokenClaims: (_ctx: unknown, { accountId }: { accountId?: string }) =>
        accountId && { name: `The user ${accountId}` },
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        resourceIndicators: {
          enabled: true,
          getResourceServerInfo: () => ({
            audience,
            scope: 'read:users',
            accessTokenFormat: 'jwt',
          }),
        },
      },
      findAccount: (_ctx: unknown, accountId: string) => ({
        accountId,
        claims: () => ({ sub: accountId }),
      }),
      interactions: { url: (_ctx: unknown, { uid }: { uid: string }) => `/login/${uid}` },
      jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }] },
      ttl: {
        AccessToken: 300,
        ClientCredentials: 300,
        Grant: 300,
        IdToken: 300,
        Interaction: 60,
        Session: 60,
      },
    };
  }
}

function signInByHint(provider: Provider): Middleware {
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/login/')) return next();
    const { params } = await provider.interactionDetails(ctx.req, ctx.res);
    const accountId = params['login_hint'] ?? 'somebody';
    const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
    grant.addOIDCScope('openid offline_access');
    grant.addResourceScope(String(params['resource']), ['read:users']);
    const consent = { grantId: await grant.save() };
    const result = { login: { accountId }, consent };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
    return undefined;
  };
}

async function followRedirects(start: URL, end: string): Promise<URL> {
  const jar = new CookieJar();
  let address = start;
  for (let step = 0; step < MAX_REDIRECTS && !address.href.startsWith(end); step += 1) {
    const headers = { cookie: jar.header };
    const response = await fetch(address, { headers, redirect: 'manual' });
    jar.store(response);
    const location = response.headers.get('location');
    if (!location) throw new Error(`${response.status} at ${address}: ${await response.text()}`);
    address = new URL(location, address);
  }
  return address;
}
