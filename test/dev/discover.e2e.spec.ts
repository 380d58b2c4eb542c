import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { startLocalIssuer } from '../../dev/local-issuer/start-local-issuer.js';
import { discoveredToken } from '../../dev/token/discovered-token.js';
import { LoopbackCallback } from '../../dev/token/loopback-callback.js';
import type { ObtainedToken } from '../../dev/token/obtained-token.js';
import { parseTokenArguments } from '../../dev/token/token-arguments.js';
import { useApi } from '../support/api.js';
import { findFreePort } from '../support/api-process.js';
import { browse } from '../support/browse.js';
import { PlainProvider } from '../support/plain-provider.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { use } from '../support/use.js';

const ADA = { email: 'ada@example.com', password: 'ada-demo' };
const METADATA = '/.well-known/oauth-protected-resource/graphql';

const port = await findFreePort();
const address = `http://127.0.0.1:${port}/graphql`;
const folder = createTemporaryFolder('discover');

const local = use(() =>
  startLocalIssuer({ environment: 'test', dataFolder: folder.path, apiUrl: address }),
);
const plain = use(() => PlainProvider.start());
const api = useApi({
  env: () => ({
    ...plain.env,
    AUTH0_DOMAIN: local.issuer,
    AUTH0_AUDIENCE: local.audience,
    PORT: String(port),
    PUBLIC_URL: address,
  }),
});
// The last of these hooks: the issuer writes its sessions when it closes.
afterAll(() => folder.remove());

describe('a client that knows only the address of the API', () => {
  it('finds the issuer, logs in with openid-client, and is let in', async () => {
    const refusal = await api.anonymous.query('{ guarded }');
    const challenge = refusal.headers.get('www-authenticate') ?? '';
    const [, metadataUrl = ''] = /^Bearer resource_metadata="([^"]+)"/.exec(challenge) ?? [];
    const metadata = (await (await fetch(metadataUrl)).json()) as Record<string, string[]>;
    expect(metadata['resource']).toBe(address);

    const token = await signIn({
      issuer: String(metadata['authorization_servers']?.[0]),
      scope: ['openid', ...(metadata['scopes_supported'] ?? [])].join(' '),
      resource: address,
    });
    expect(decodeJwt(token)).toMatchObject({ iss: local.issuer, azp: expect.any(String) });
    const { status, body } = await api.as(token).query('{ guarded }');
    expect({ status, body }).toEqual({ status: 200, body: { data: { guarded: 'guarded' } } });
  });
});

describe('npm run token -- --discover', () => {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  afterEach(() => void lines.splice(0));

  async function discover(
    url: string,
    args: string[] = [],
    env: Record<string, string> = {},
  ): Promise<ObtainedToken> {
    const visits: Promise<unknown>[] = [];
    const all = { TOKEN_CLIENT_ID: 'command', TOKEN_CALLBACK_PORT: '0', ...env };
    const wanted = parseTokenArguments(['--discover', url, ...args]);
    const show = (start: URL) => void visits.push(browse(start, ADA));
    const obtained = await discoveredToken(all, url, wanted, { show, say });
    await Promise.all(visits);
    return obtained;
  }

  it('gives a token of the issuer that the API names, and says what it found', async () => {
    const { accessToken, owner } = await discover(address, ['--issuer', plain.issuer]);
    expect(owner).toBe('somebody');
    expect((await api.as(accessToken).query('{ guarded }')).status).toBe(200);
    expect(lines).toEqual([
      `${address} accepts tokens of ${local.issuer} and of ${plain.issuer}.`,
      'It asks for these permissions: read:probes.',
    ]);
  });

  it('signs in with the application of the environment at the first issuer', async () => {
    const TOKEN_CLIENT_ID = local.browserApplication.clientId;
    const { accessToken } = await discover(address, [], { TOKEN_CLIENT_ID });
    expect(decodeJwt(accessToken).iss).toBe(local.issuer);
  });

  it('sends a secret only to an issuer that the environment configures', async () => {
    const args = ['--issuer', plain.issuer];
    const secret = { TOKEN_CLIENT_SECRET: 'the secret of another application' };
    await expect(discover(address, args, secret)).rejects.toThrow(
      `TOKEN_CLIENT_SECRET is only sent to an issuer that the environment configures, and ${plain.issuer} is not one.`,
    );
  });

  it('names the issuers where another one is asked for', async () => {
    const outcome = discover(address, ['--issuer', 'https://other.example/']);
    await expect(outcome).rejects.toThrow(
      `The API does not accept tokens of https://other.example/, only of ${local.issuer} and of ${plain.issuer}.`,
    );
  });

  it.each([
    [['--discover', 'https://a.example', '--provider', 'auth0'], '--provider is not needed'],
    [['--issuer', 'https://a.example'], '--issuer goes with --discover'],
  ])('refuses %j', (args, message) => {
    expect(() => parseTokenArguments(args)).toThrow(message);
  });

  describe('refuses an API', () => {
    let server: Server | undefined;
    afterEach(() => void server?.close());

    /** An API whose answer to each path the test decides. */
    async function serve(
      answer: (request: IncomingMessage, response: ServerResponse, url: string) => void,
    ): Promise<string> {
      server = createServer((request, response) => answer(request, response, url));
      await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
      return url;
    }

    const publish = (changes: Record<string, unknown>) =>
      serve(({ url: path }, response, resource) => {
        if (path !== METADATA) return void response.writeHead(404).end();
        sendJson(response, { resource, authorization_servers: [plain.issuer], ...changes });
      });

    it.each([
      [
        'another resource',
        { resource: 'https://api.example.com/graphql' },
        /describes https:\/\/api\.example\.com\/graphql instead of/,
      ],
      [
        'no issuer',
        { authorization_servers: [] },
        /does not answer with protected resource metadata/,
      ],
      [
        'an issuer on plain http',
        { authorization_servers: ['http://id.example.com/'] },
        /http:\/\/id\.example\.com\/ is plain http/,
      ],
      [
        'an issuer that is not a URL',
        { authorization_servers: ['id.example.com'] },
        /id\.example\.com, which is not a URL/,
      ],
      [
        'an issuer with control characters',
        { authorization_servers: ['\u001b[2J'] },
        /names \\u001b\[2J, which is not a URL/,
      ],
      [
        'tokens in the body only',
        { bearer_methods_supported: ['body'] },
        /does not take tokens in the Authorization header/,
      ],
    ])('that names %s', async (_, changes, message) => {
      await expect(discover(await publish(changes))).rejects.toThrow(message);
    });

    it('that redirects', async () => {
      const url = await serve((_, response) =>
        response.writeHead(302, { location: 'https://evil.example/' }).end(),
      );
      await expect(discover(url)).rejects.toThrow(
        `${url} redirects to https://evil.example/. A redirect is not followed`,
      );
    });

    it('whose metadata redirects', async () => {
      const url = await serve(({ url: path }, response) =>
        path === METADATA
          ? response.writeHead(307, { location: `${plain.issuer}/` }).end()
          : response.writeHead(400).end(),
      );
      await expect(discover(url)).rejects.toThrow(/well-known.* redirects to .*not followed/);
    });

    it('whose challenge leads to plain http', async () => {
      const metadata = 'http://evil.example/metadata';
      const url = await serve((_, response) =>
        response
          .writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${metadata}"` })
          .end(),
      );
      await expect(discover(url)).rejects.toThrow(`names ${metadata} is plain http`);
    });

    it('that publishes nothing', async () => {
      const url = await serve((_, response) => response.writeHead(404).end());
      await expect(discover(url)).rejects.toThrow(/answers HTTP 404.*PUBLIC_URL/);
    });

    it('that answers with nonsense', async () => {
      const url = await serve((_, response) => response.end('<!doctype html>'));
      await expect(discover(url)).rejects.toThrow(
        'does not answer with protected resource metadata',
      );
    });

    it.each(['http://api.example.com/graphql', 'ftp://a.example/', '/graphql', 'not a url'])(
      'at %s',
      async (url) => {
        await expect(discover(url)).rejects.toThrow(/is plain http|is not a URL such as/);
      },
    );

    it('that cannot be reached', async () => {
      await expect(discover('http://127.0.0.1:9/graphql')).rejects.toThrow(
        'http://127.0.0.1:9/graphql cannot be reached',
      );
    });

    it.each([
      [
        'is another one by its own document',
        (response: ServerResponse) => sendJson(response, { issuer: 'https://other.example/' }),
        'is not what its own discovery document calls the issuer',
      ],
      [
        'redirects',
        (response: ServerResponse) =>
          response
            .writeHead(302, { location: `${plain.issuer}/.well-known/openid-configuration` })
            .end(),
        'redirects its discovery document, and no redirect is followed',
      ],
      [
        'sends users to plain http',
        (response: ServerResponse, issuer: string) =>
          sendJson(response, {
            issuer,
            authorization_endpoint: 'http://evil.example/authorize',
            token_endpoint: `${issuer}/token`,
          }),
        'publishes an authorization_endpoint that is not on https',
      ],
    ])('whose issuer %s', async (_, answer, message) => {
      const url = await serve(({ url: path, headers }, response, resource) => {
        const issuer = `http://${headers.host}`;
        if (path === METADATA)
          return sendJson(response, { resource, authorization_servers: [issuer] });
        if (path?.startsWith('/.well-known/openid')) return void answer(response, issuer);
        return void response.writeHead(404).end();
      });
      await expect(discover(url)).rejects.toThrow(message);
    });
  });
});

/** By the authorization code flow with PKCE, with openid-client alone. */
async function signIn(request: {
  issuer: string;
  scope: string;
  resource: string;
}): Promise<string> {
  const client = await openid.discovery(
    new URL(request.issuer),
    local.browserApplication.clientId,
    undefined,
    openid.None(),
    { execute: [openid.allowInsecureRequests] },
  );
  const callback = await LoopbackCallback.listen(0);
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const [state, nonce] = [openid.randomState(), openid.randomNonce()];
  const start = openid.buildAuthorizationUrl(client, {
    redirect_uri: callback.url,
    scope: request.scope,
    resource: request.resource,
    ...{ state, nonce },
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  const answer = callback.wait(state);
  await browse(start, ADA);
  const checks = { pkceCodeVerifier, expectedState: state, expectedNonce: nonce };
  const tokens = await openid.authorizationCodeGrant(client, await answer, checks, {
    resource: request.resource,
  });
  await callback.close();
  return tokens.access_token;
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
