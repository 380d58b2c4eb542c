import { execFile } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { checkToken } from '../../dev/token/check-token.js';
import { explainRefusal } from '../../dev/token/explain-refusal.js';
import type { LocalIssuer } from '../../dev/local-issuer/local-issuer.js';
import { startLocalIssuer } from '../../dev/local-issuer/start-local-issuer.js';
import type { ObtainedToken } from '../../dev/token/obtained-token.js';
import { providerToken } from '../../dev/token/provider-token.js';
import { parseTokenArguments } from '../../dev/token/token-arguments.js';
import { browse } from '../support/browse.js';
import { PlainProvider } from '../support/plain-provider.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { TestIssuer } from '../support/test-issuer.js';

const ADA = { email: 'ada@example.com', password: 'ada-demo' };

const folder = createTemporaryFolder('provider-token');
let tenant: LocalIssuer;

beforeAll(async () => {
  tenant = await startLocalIssuer({ environment: 'test', dataFolder: folder.path });
});
afterAll(async () => {
  await tenant.close();
  folder.remove();
});

describe('a browser login at Auth0', () => {
  it("gives the user's token", async () => {
    const obtained = await logIn(auth0(), [], (start) => browse(start, ADA));
    expect(obtained).toMatchObject({ owner: ADA.email, audience: tenant.audience });
    expect(obtained).not.toHaveProperty('refresh');
    expect(decodeJwt(obtained.accessToken)).toMatchObject({
      sub: 'auth0|64f1c2a97b3e5d0018a4c9e1',
      scope: 'openid profile email',
    });
  });

  it('gives a refresh token on request, with the client and the endpoint', async () => {
    const { refresh } = await logIn(auth0(), ['--env'], (start) => browse(start, ADA));
    expect(refresh).toEqual({
      token: expect.any(String),
      tokenUrl: `${tenant.issuer}oauth/token`,
      clientId: tenant.browserApplication.clientId,
    });
  });

  it('tells the browser how it ended', async () => {
    let text = '';
    await logIn(auth0(), [], async (start) => ({ text } = await browse(start, ADA)));
    expect(text).toBe('You are signed in. Go back to the terminal.');
  });

  it('ignores the answer to another sign-in', async () => {
    const answers: unknown[] = [];
    await logIn(auth0(), [], async (start) => {
      const forged = new URL(start.searchParams.get('redirect_uri')!);
      forged.search = 'code=forged&state=forged';
      answers.push((await fetch(forged)).status);
      await browse(start, ADA);
    });
    expect(answers).toEqual([400]);
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example', code: 'x' }, /not fit the request: .*iss/],
    ['a wrong code', { code: 'guessed' }, /refused to issue a token: .*\(invalid_grant\)/s],
    ['an error', { error: 'access_denied', error_description: 'Not you' }, /Not you .*cancelled/s],
  ])('explains an answer with %s', async (_, answer, message) => {
    const outcome = logIn(auth0(), [], (start) => {
      const callback = new URL(start.searchParams.get('redirect_uri')!);
      const state = start.searchParams.get('state')!;
      callback.search = String(new URLSearchParams({ iss: tenant.issuer, state, ...answer }));
      return fetch(callback);
    });
    await expect(outcome).rejects.toThrow(message);
  });

  it('names the callback URL where the provider does not know the application', async () => {
    const outcome = logIn(auth0({ TOKEN_CLIENT_ID: 'unknown-client' }), []);
    await expect(outcome).rejects.toThrow(
      /refuses the sign-in \(HTTP 400\).*unknown-client.*\n\n {2}http:\/\/127\.0\.0\.1:\d+\/callback$/s,
    );
  });

  it('names the callback URL where TOKEN_CLIENT_ID is missing', async () => {
    const outcome = logIn(auth0({ TOKEN_CLIENT_ID: '' }), []);
    await expect(outcome).rejects.toThrow(
      /Set TOKEN_CLIENT_ID.*http:\/\/127\.0\.0\.1:\d+\/callback/s,
    );
  });

  it('says which port is in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const outcome = logIn(auth0({ TOKEN_CALLBACK_PORT: String(port) }), []);
    await expect(outcome).rejects.toThrow(`set TOKEN_CALLBACK_PORT to another port`);
    server.close();
  });

  it('says that the audience is unknown', async () => {
    const outcome = logIn(auth0({ AUTH0_AUDIENCE: 'https://other.example' }), [], browse);
    await expect(outcome).rejects.toThrow('Service not found: https://other.example');
  });

  it('gives no permissions', async () => {
    const outcome = logIn(auth0(), ['--permission', 'read:orders']);
    await expect(outcome).rejects.toThrow('--permission is for demo users of the local issuer.');
  });

  it('knows no demo users', async () => {
    await expect(logIn(auth0(), ['ada'])).rejects.toThrow('there is no demo user ada');
  });
});

describe('an application at Auth0', () => {
  it.each([
    ['TOKEN_MACHINE_CLIENT_ID', 'TOKEN_MACHINE_CLIENT_SECRET'],
    ['AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET'],
  ])('gets a token by %s', async (id, secret) => {
    const { clientId, clientSecret } = tenant.machineApplication;
    const env = auth0({ [id]: clientId, [secret]: clientSecret });
    const { owner, accessToken } = await logIn(env, ['--machine']);
    expect(owner).toBe(`the application ${clientId}`);
    expect(decodeJwt(accessToken)).toMatchObject({ sub: `${clientId}@clients` });
  });

  it.each([
    ['nothing', {}, 'Set TOKEN_MACHINE_CLIENT_ID and TOKEN_MACHINE_CLIENT_SECRET'],
    [
      'a wrong secret',
      { TOKEN_MACHINE_CLIENT_SECRET: 'wrong' },
      'Check the client id and its secret',
    ],
  ])('is told what to do with %s', async (name, changes, message) => {
    const TOKEN_MACHINE_CLIENT_ID = name === 'nothing' ? '' : tenant.machineApplication.clientId;
    const outcome = logIn(auth0({ TOKEN_MACHINE_CLIENT_ID, ...changes }), ['--machine']);
    await expect(outcome).rejects.toThrow(message);
  });
});

describe('an application at AuthAction', () => {
  const env = (issuer: TestIssuer) => ({
    AUTHACTION_DOMAIN: issuer.url,
    AUTHACTION_AUDIENCE: issuer.audience,
    TOKEN_MACHINE_CLIENT_ID: 'machine',
    TOKEN_MACHINE_CLIENT_SECRET: 'secret',
  });

  it("gets a token from AuthAction's own endpoint, by JSON", async () => {
    const issuer = await TestIssuer.start();
    const access_token = await issuer.token({ claims: { sub: 'machine@clients' } });
    const received: unknown[] = [];
    issuer.faults.set('/oauth2/m2m/token', (request, response) => {
      void json(request).then((body) => {
        received.push(request.headers['content-type'], body);
        sendJson(response, 200, { access_token });
      });
    });
    const { accessToken } = await logIn(env(issuer), ['--machine']);
    expect(accessToken).toBe(access_token);
    expect(received).toEqual([
      'application/json',
      {
        grant_type: 'client_credentials',
        client_id: 'machine',
        client_secret: 'secret',
        audience: issuer.audience,
      },
    ]);
    await issuer.close();
  });

  it('gets a token from the endpoint of the discovery document elsewhere', async () => {
    const issuer = await TestIssuer.start();
    const access_token = await issuer.token();
    issuer.faults.set('/.well-known/openid-configuration', (_request, response) =>
      sendJson(response, 200, { issuer: issuer.issuer, token_endpoint: `${issuer.url}token` }),
    );
    issuer.faults.set('/token', (_request, response) =>
      sendJson(response, 200, { access_token, token_type: 'Bearer' }),
    );
    expect((await logIn(env(issuer), ['--machine'])).accessToken).toBe(access_token);
    await issuer.close();
  });

  it('is told why it was refused', async () => {
    const issuer = await TestIssuer.start();
    issuer.faults.set('/oauth2/m2m/token', (_request, response) =>
      sendJson(response, 401, { error: 'invalid_client' }),
    );
    const outcome = logIn(env(issuer), ['--machine']);
    await expect(outcome).rejects.toThrow('gave no token (HTTP 401): invalid_client');
    await issuer.close();
  });
});

describe('a browser login at any other issuer', () => {
  it('asks by RFC 8707, with and without the trailing slash', async () => {
    const plain = await PlainProvider.start();
    const env = {
      OIDC_ISSUER_URL: `${plain.issuer}/`,
      OIDC_AUDIENCE: plain.audience,
      TOKEN_CLIENT_ID: 'command',
      TOKEN_CALLBACK_PORT: '0',
    };
    const { owner, accessToken } = await logIn(env, ['--scope', 'openid read:users'], browse);
    expect(owner).toBe('somebody');
    expect(decodeJwt(accessToken)).toMatchObject({ aud: plain.audience, scope: 'read:users' });
    await plain.close();
  });
});

describe('a provider that cannot be used', () => {
  it.each([
    ['nothing listens there', 'http://127.0.0.1:9/', 'cannot be reached'],
    ['it is not a provider', undefined, 'has no discovery document'],
  ])('%s', async (_, url, message) => {
    const server = createServer((_request, response) => sendJson(response, 404, {}));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const AUTH0_DOMAIN = url ?? `http://127.0.0.1:${port}/`;
    await expect(logIn(auth0({ AUTH0_DOMAIN }), [])).rejects.toThrow(message);
    server.close();
  });

  it('has another name than the configured one', async () => {
    const issuer = await TestIssuer.start();
    issuer.faults.set('/.well-known/openid-configuration', (_request, response) =>
      sendJson(response, 200, { issuer: 'https://other.example/' }),
    );
    await expect(logIn(auth0({ AUTH0_DOMAIN: issuer.url }), [])).rejects.toThrow(
      'is not what its own discovery document calls the issuer',
    );
    await issuer.close();
  });

  it('is not configured completely', async () => {
    await expect(logIn(auth0({ AUTH0_AUDIENCE: '' }), [])).rejects.toThrow('AUTH0_AUDIENCE');
  });

  it('is not one of the configured ones', async () => {
    await expect(logIn(auth0(), ['--provider', 'oidc'])).rejects.toThrow(
      'There is no provider oidc in the environment. Configured: auth0.',
    );
  });
});

describe('a token that the API would refuse', () => {
  const audience = 'https://api.example.com';

  it('is opaque', () => {
    const obtained = { accessToken: 'opaque', audience, owner: '' };
    expect(() => checkToken(obtained)).toThrow(/opaque token, which is not for https:\/\/api/);
  });

  it('is meant for another API', async () => {
    const issuer = await TestIssuer.start({ audience: 'other' });
    const obtained = { accessToken: await issuer.token(), audience, owner: '' };
    expect(() => checkToken(obtained)).toThrow(
      'a token for other instead of https://api.example.com',
    );
    await issuer.close();
  });
});

describe('the command', () => {
  const run = (args: string[], env: Record<string, string>) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'dev/token.ts', ...args], {
      env: { PATH: process.env['PATH'], ...env },
    });

  it('prints only the token on stdout, and explanations on stderr', async () => {
    const { clientId, clientSecret } = tenant.machineApplication;
    const env = auth0({ AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret });
    const { stdout, stderr } = await run(['--machine'], env);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(stderr).toContain(`Access token of the application ${clientId} for ${tenant.audience}:`);
  });

  it('fails with one sentence and without a stack', async () => {
    await expect(run(['--unknown'], {})).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^Unknown option '--unknown'(?!.*\n\s+at )/s),
    });
  });
});

function auth0(changes: Record<string, string> = {}): Record<string, string> {
  return {
    AUTH0_DOMAIN: tenant.issuer,
    AUTH0_AUDIENCE: tenant.audience,
    TOKEN_CLIENT_ID: tenant.browserApplication.clientId,
    TOKEN_CALLBACK_PORT: '0',
    ...changes,
  };
}

/** Runs the command's core, with `visit` in place of the user at the browser. */
async function logIn(
  env: Record<string, string>,
  args: string[],
  visit: (start: URL) => Promise<unknown> = () => Promise.reject(new Error('No browser expected.')),
): Promise<ObtainedToken> {
  const visits: Promise<unknown>[] = [];
  try {
    return await providerToken(env, parseTokenArguments(args), (start) => {
      visits.push(visit(start));
    });
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    await Promise.all(visits);
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
