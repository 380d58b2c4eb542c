import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import * as openid from 'openid-client';
import { demoUsers } from '../../dev/demo-users.js';
import { discover } from '../../dev/discover.js';
import { machineToken } from '../../dev/token/machine-token.js';
import { signIn } from '../../dev/sign-in.js';
import {
  startObservedIssuer,
  type ObservedIssuer,
} from '../support/observed-issuer/start-observed-issuer.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

const ADA = { email: 'ada@example.com', password: 'ada-demo' };
const ADAS = demoUsers[0]?.permissions;
const ADA_ID = 'auth0|64f1c2a97b3e5d0018a4c9e1';
const CHLOE = { email: 'chloe@example.com', password: 'chloe-demo' };

const folder = createTemporaryFolder('local-issuer');
let issuer: ObservedIssuer;

beforeAll(async () => {
  issuer = await startObservedIssuer({ dataFolder: folder.path });
});
beforeEach(() => issuer.requests.reset());
afterAll(async () => {
  await issuer.close();
  folder.remove();
});

describe('a user who signs in with PKCE', () => {
  it("gets an access token with Auth0's claims, signed by a published key", async () => {
    const { access_token, token_type, expires_in, claims } = await login(ADA, {
      scope: 'openid profile email read:users',
    });
    const keys = createRemoteJWKSet(new URL(`${issuer.issuer}.well-known/jwks.json`));
    const { payload, protectedHeader } = await jwtVerify(access_token, keys);
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: expect.any(String) });
    expect(payload).toEqual({
      iss: issuer.issuer,
      sub: ADA_ID,
      aud: [issuer.audience, `${issuer.issuer}userinfo`],
      iat: expect.any(Number),
      exp: payload.iat! + 86_400,
      scope: 'openid profile email read:users',
      azp: issuer.browserApplication.clientId,
      [`${issuer.audience}/auth_time`]: expect.any(Number),
      permissions: ADAS,
    });
    expect({ token_type, expires_in }).toEqual({ token_type: 'bearer', expires_in: 86_400 });
    expect(claims()).toMatchObject({ sub: ADA_ID, name: 'Ada Lindqvist', email: ADA.email });
  });

  it('gets only their own permissions', async () => {
    const { access_token } = await login(CHLOE, { scope: 'openid read:users' });
    expect(decodeJwt(access_token)).toMatchObject({ scope: 'openid', permissions: [] });
  });

  it('gets an opaque token without an audience, which only UserInfo accepts', async () => {
    const { access_token } = await login(ADA, { audience: undefined });
    expect(access_token).not.toContain('.');
    expect(await userinfo(access_token)).toMatchObject({ sub: ADA_ID, email: ADA.email });
  });

  it('may call UserInfo with the token for the API', async () => {
    const { access_token } = await login(ADA, { scope: 'openid email' });
    expect(await userinfo(access_token)).toEqual({
      sub: ADA_ID,
      email: ADA.email,
      email_verified: true,
    });
  });

  it('is refused with the wrong password', async () => {
    await expect(login({ ...ADA, password: 'wrong' })).rejects.toThrow(/did not sign .* in/);
  });

  it('is refused an unknown API', async () => {
    await expect(login(ADA, { audience: 'https://other.example' })).rejects.toThrow(
      'Service not found: https://other.example',
    );
  });
});

describe('a refresh token', () => {
  it('gives a new access token for the same API, and a new refresh token', async () => {
    const scope = 'openid offline_access read:users';
    const first = await login(ADA, { scope });
    const client = await discover(issuer.issuer, clientId(), openid.None());
    const second = await openid.refreshTokenGrant(client, first.refresh_token!);
    expect(decodeJwt(second.access_token)).toMatchObject({
      sub: ADA_ID,
      aud: [issuer.audience, `${issuer.issuer}userinfo`],
      permissions: ADAS,
    });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    await expect(openid.refreshTokenGrant(client, first.refresh_token!)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('is not issued unless it is requested', async () => {
    expect(await login(ADA)).not.toHaveProperty('refresh_token');
  });
});

describe('an application without a user', () => {
  const body = () => ({
    grant_type: 'client_credentials',
    client_id: issuer.machineApplication.clientId,
    client_secret: issuer.machineApplication.clientSecret,
    audience: issuer.audience,
  });

  it('gets a token by openid-client, which sends a form', async () => {
    const { access_token } = await machineToken({
      ...issuer.machineApplication,
      issuer: issuer.issuer,
      audience: issuer.audience,
    });
    expectMachineToken(access_token);
  });

  it("gets one by JSON, as in Auth0's documentation", async () => {
    const { status, answer } = await askForToken(JSON.stringify(body()));
    expect(status).toBe(200);
    expectMachineToken(String(answer['access_token']));
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['no audience', { audience: undefined }, 403, 'access_denied'],
    ['an unknown audience', { audience: 'https://other.example' }, 403, 'access_denied'],
  ])('is refused with %s', async (_, changes, expectedStatus, error) => {
    const { status, answer } = await askForToken(JSON.stringify({ ...body(), ...changes }));
    expect({ status, error: answer['error'] }).toEqual({ status: expectedStatus, error });
  });

  it('is told that its body is not a JSON object', async () => {
    expect(await askForToken('[]')).toEqual({
      status: 400,
      answer: { error: 'invalid_request', error_description: 'The body is not a JSON object.' },
    });
  });

  it('is refused the Management API, which belongs to another application', async () => {
    const audience = issuer.managementAudience;
    const { status, answer } = await askForToken(JSON.stringify({ ...body(), audience }));
    expect({ status, answer }).toEqual({
      status: 403,
      answer: {
        error: 'access_denied',
        error_description: `Client is not authorized to access "${audience}".`,
      },
    });
  });
});

it('goes on when its data folder is deleted, and creates it again', async () => {
  rmSync(folder.path, { recursive: true });
  const { access_token } = await login(ADA, { audience: undefined });
  await until(() => existsSync(join(folder.path, 'sessions.json')));
  expect(await userinfo(access_token)).toMatchObject({ sub: ADA_ID });
});

it('counts its requests', async () => {
  await login(ADA);
  const { total, running } = issuer.requests.of('token');
  expect({ total, running }).toEqual({ total: 1, running: 0 });
});

function clientId(): string {
  return issuer.browserApplication.clientId;
}

function login(
  user: typeof ADA,
  options: { audience?: string | undefined; scope?: string } = {},
): ReturnType<typeof signIn> {
  const request = { issuer: issuer.issuer, clientId: clientId(), audience: issuer.audience };
  return signIn({ ...request, ...user, ...options });
}

function expectMachineToken(token: string): void {
  const { clientId } = issuer.machineApplication;
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  expect(decodeJwt(token)).toEqual({
    iss: issuer.issuer,
    sub: `${clientId}@clients`,
    aud: issuer.audience,
    iat: expect.any(Number),
    exp: expect.any(Number),
    scope: 'read:users',
    gty: 'client-credentials',
    azp: clientId,
    permissions: ['read:users'],
  });
}

async function userinfo(token: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${issuer.issuer}userinfo`, { headers })).json();
}

async function askForToken(body: string) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${issuer.issuer}oauth/token`, { method: 'POST', headers, body });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(10);
}
