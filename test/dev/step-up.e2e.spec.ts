import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Query, Resolver } from '@nestjs/graphql';
import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import { CookieJar } from '../../dev/cookie-jar.js';
import { discover } from '../../dev/discover.js';
import { DEMO_CODE, STRONG_ACR } from '../../dev/local-issuer/provider/step-up.js';
import { signIn } from '../../dev/sign-in.js';
import { RequireAuthentication } from '../../src/platform/auth/index.js';
import { TestApi } from '../support/api.js';
import {
  startObservedIssuer,
  type ObservedIssuer,
} from '../support/observed-issuer/start-observed-issuer.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

const ADA = { email: 'ada@example.com', password: 'ada-demo' };

@Resolver()
class VaultResolver {
  @RequireAuthentication({ acr: STRONG_ACR })
  @Query(() => String, { description: 'Needs a strong login.' })
  vault(): string {
    return 'open';
  }

  @RequireAuthentication({ maxAgeSeconds: 3600 })
  @Query(() => String, { description: 'Needs a fresh login.' })
  drawer(): string {
    return 'open';
  }
}

const folder = createTemporaryFolder('step-up');
let issuer: ObservedIssuer;
let api: TestApi;

beforeAll(async () => {
  issuer = await startObservedIssuer({ dataFolder: folder.path });
  const env = { AUTH0_DOMAIN: issuer.issuer, AUTH0_AUDIENCE: issuer.audience };
  api = await TestApi.start(env, { providers: [VaultResolver] });
});
afterAll(async () => {
  await api.close();
  await issuer.close();
  folder.remove();
});

const login = (options: { isStrong?: boolean; scope?: string } = {}) =>
  signIn({
    issuer: issuer.issuer,
    clientId: issuer.browserApplication.clientId,
    audience: issuer.audience,
    ...ADA,
    ...options,
  });

const start = (parameters: Record<string, string>) => {
  const address = new URL('/authorize', issuer.issuer);
  address.search = String(
    new URLSearchParams({
      ...{ response_type: 'code', client_id: issuer.browserApplication.clientId },
      ...{ redirect_uri: 'http://127.0.0.1/callback', scope: 'openid' },
      ...{ code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
      ...parameters,
    }),
  );
  return address;
};

describe('a login at the local issuer', () => {
  it('opens what needs a fresh login, and not what needs a strong one', async () => {
    const { access_token } = await login();
    expect(decodeJwt(access_token)).not.toHaveProperty([`${issuer.audience}/acr`]);
    expect((await api.as(access_token).query('{ drawer }')).status).toBe(200);
    const { status, headers } = await api.as(access_token).query('{ vault }');
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toContain(`acr_values="${STRONG_ACR}"`);
  });

  it('with a second step opens both, also after a refresh', async () => {
    const scope = 'openid offline_access';
    const { access_token, refresh_token } = await login({ isStrong: true, scope });
    expect((await api.as(access_token).query('{ vault drawer }')).status).toBe(200);

    const client = await discover(issuer.issuer, issuer.browserApplication.clientId, openid.None());
    const refreshed = await openid.refreshTokenGrant(client, refresh_token!);
    const [before, after] = [access_token, refreshed.access_token].map((token) => decodeJwt(token));
    // A refresh keeps the time and strength of the login.
    for (const name of ['acr', 'auth_time'])
      expect(after![`${issuer.audience}/${name}`]).toBe(before![`${issuer.audience}/${name}`]);
    expect((await api.as(refreshed.access_token).query('{ vault }')).status).toBe(200);
  });

  it('asks for the code after the password, and takes no other', async () => {
    const strong = start({ acr_values: `other ${STRONG_ACR}` });
    const step = await submit(strong, ADA);
    expect({ status: step.status, location: step.location }).toEqual({
      status: 200,
      location: null,
    });
    expect(step.text).toMatch(/Confirm that it is you[^]*name="code"/);
    expect((await submit(strong, { ...ADA, code: '000000' })).text).toContain('Wrong code.');
    expect((await submit(strong, { ...ADA, password: 'x', code: DEMO_CODE })).text).toContain(
      'Wrong e-mail or password.',
    );
    expect((await submit(strong, { ...ADA, code: DEMO_CODE })).status).toBe(303);
  });

  it('is not strong unless that was asked for, whatever the form says', async () => {
    const weak = await submit(start({ acr_values: 'other' }), { ...ADA, code: DEMO_CODE });
    expect(weak.status).toBe(303);
    const silent = start({ prompt: 'none', acr_values: STRONG_ACR });
    const response = await fetch(silent, {
      headers: { cookie: weak.cookies },
      redirect: 'manual',
    });
    expect(response.headers.get('location')).toContain('error=interaction_required');
  });

  it('publishes the name of a strong login', async () => {
    const response = await fetch(`${issuer.issuer}.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({ acr_values_supported: [STRONG_ACR] });
  });
});

/** Sends the form of the login page once, and does not follow where it leads. */
async function submit(address: URL, form: Record<string, string>) {
  const jar = new CookieJar();
  const first = await fetch(address, { redirect: 'manual' });
  jar.store(first);
  const page = new URL(first.headers.get('location') ?? '', address);
  const headers = () => ({ cookie: jar.header });
  const init = { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' } as const;
  const response = await fetch(page, { ...init, headers: headers() });
  jar.store(response);
  const location = response.headers.get('location');
  if (location) {
    jar.store(await fetch(new URL(location, page), { redirect: 'manual', headers: headers() }));
  }
  return { status: response.status, location, text: await response.text(), cookies: jar.header };
}
