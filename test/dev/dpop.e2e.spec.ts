import { afterAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, generateProof } from 'dpop';
import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { discover } from '../../dev/discover.js';
import { startLocalIssuer } from '../../dev/local-issuer/start-local-issuer.js';
import { signIn } from '../../dev/sign-in.js';
import { dpopRequest } from '../../dev/token/dpop-request.js';
import { machineToken } from '../../dev/token/machine-token.js';
import { parseTokenArguments } from '../../dev/token/token-arguments.js';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { TestApi } from '../support/api.js';
import { findFreePort } from '../support/api-process.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { use } from '../support/use.js';

const folder = createTemporaryFolder('local-issuer');
const issuer = use(() => startLocalIssuer({ environment: 'test', dataFolder: folder.path }));
afterAll(() => folder.remove());

async function startApi(env: Record<string, string> = {}): Promise<TestApi> {
  const PORT = String(await findFreePort());
  const trusts = {
    AUTH0_DOMAIN: issuer.issuer,
    AUTH0_AUDIENCE: issuer.audience,
    AUTH0_CLIENT_ID: issuer.managementApplication.clientId,
    AUTH0_CLIENT_SECRET: issuer.managementApplication.clientSecret,
  };
  const PUBLIC_URL = `http://127.0.0.1:${PORT}/graphql`;
  return TestApi.start({ ...trusts, PORT, PUBLIC_URL, ...env }, { imports: [ProfileModule] });
}
const api = use(() => startApi());
const strict = use(() =>
  startApi({
    AUTH0_DPOP: 'required',
    DPOP_NONCE_SECRET: 'a secret that all replicas have in common',
  }),
);

const ada = () => ({
  issuer: issuer.issuer,
  clientId: issuer.browserApplication.clientId,
  audience: issuer.audience,
  email: 'ada@example.com',
  password: 'ada-demo',
});
const configurationOf = () =>
  discover(issuer.issuer, issuer.browserApplication.clientId, openid.None());
const post = (query: string) => ({ body: JSON.stringify({ query }), type: 'application/json' });

describe('the local issuer binds tokens to a key', () => {
  it('of a user, and the API answers a client that uses the package dpop', async () => {
    const keyPair = await generateKeyPair('ES256');
    const { access_token: token, token_type: type } = await signIn({ ...ada(), keyPair });
    expect(type).toBe('dpop');
    const query = async () => {
      const dpop = await generateProof(keyPair, api.url, 'POST', undefined, token);
      return api.anonymous.with({ authorization: `DPoP ${token}`, dpop }).query('{ me { name } }');
    };
    expect((await query()).body).toEqual({ data: { me: { name: 'Ada Lindqvist' } } });
    expect((await query()).body).toEqual({ data: { me: { name: 'Ada Lindqvist' } } });
    const { body } = await api.as(token).query('{ me { name } }');
    expect(body.errors?.[0]?.extensions.reason).toBe('dpop_scheme_needed');
  });

  it('of an application', async () => {
    const keyPair = await generateKeyPair('Ed25519');
    const { audience, machineApplication } = issuer;
    const request = { issuer: issuer.issuer, ...machineApplication, audience, keyPair };
    const { access_token: token } = await machineToken(request);
    expect(decodeJwt(token)['cnf']).toEqual({ jkt: expect.any(String) });
  });

  it('only where the client proves one', async () => {
    const { access_token: token, token_type: type } = await signIn(ada());
    expect([type, decodeJwt(token)['cnf']]).toEqual(['bearer', undefined]);
    expect((await api.as(token).query('{ guarded }')).status).toBe(200);
  });

  it('and its own endpoints take no bound token for a bearer token', async () => {
    const keyPair = await generateKeyPair('ES256');
    const { access_token: token } = await signIn({ ...ada(), keyPair });
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${issuer.issuer}userinfo`, { headers })).status).toBe(401);
  });
});

it.each(['ES256', 'Ed25519', 'PS256', 'RS256'])(
  'openid-client with a key for %s is answered, with the nonce that the API asks for',
  async (alg) => {
    const keyPair = await openid.randomDPoPKeyPair(alg);
    const { access_token: token } = await signIn({ ...ada(), keyPair });
    const configuration = await configurationOf();
    const DPoP = openid.getDPoPHandle(configuration, keyPair);
    const { body, type } = post('{ me { name } }');
    const ask = () =>
      openid.fetchProtectedResource(
        configuration,
        token,
        new URL(strict.url),
        'POST',
        body,
        new Headers({ 'content-type': type }),
        { DPoP },
      );
    for (let time = 1; time <= 2; time += 1) {
      expect(await (await ask()).json()).toEqual({ data: { me: { name: 'Ada Lindqvist' } } });
    }
  },
);

describe('npm run token -- --dpop', () => {
  it('prints a request that an API with nonces answers once', async () => {
    const wanted = parseTokenArguments(['--dpop', '--discover', strict.url]);
    const env = { DPOP_NONCE_SECRET: 'a secret that all replicas have in common' };
    const line = await dpopRequest(env, wanted, async ({ keyPair }) => {
      const { access_token: accessToken } = await signIn({ ...ada(), keyPair });
      return { accessToken };
    });
    expect(line.startsWith(`curl -s ${strict.url} -H 'content-type: application/json' -H `)).toBe(
      true,
    );
    const headers = Object.fromEntries(
      [...line.matchAll(/-H '([\w-]+): ([^']+)'/g)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    const ask = () => strict.anonymous.with(headers).query('{ guarded }');
    expect((await ask()).status).toBe(200);
    expect((await ask()).body.errors?.[0]?.extensions.reason).toBe('dpop_proof_used');
  });

  it('says so where the provider binds no token', async () => {
    const { access_token: accessToken } = await signIn(ada());
    const wanted = parseTokenArguments(['--dpop']);
    await expect(dpopRequest({}, wanted, () => Promise.resolve({ accessToken }))).rejects.toThrow(
      'The provider gave a bearer token',
    );
  });
});
