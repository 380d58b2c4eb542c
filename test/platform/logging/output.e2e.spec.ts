import fs from 'node:fs';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { TestApi } from '../../support/api.js';
import { TestIssuer } from '../../support/test-issuer.js';

const CLIENT_SECRET = 'the-secret-of-the-management-application';

let issuer: TestIssuer;
let output = '';

beforeAll(async () => {
  issuer = await TestIssuer.start();
  // Everything that a process prints goes through one of these, pino's lines included.
  const record = (...[, data]: unknown[]) => {
    output += String(data);
    return Buffer.byteLength(String(data));
  };
  jest.spyOn(fs, 'writeSync').mockImplementation(record as never);
  jest.spyOn(process.stdout, 'write').mockImplementation((data) => Boolean(record(1, data)));
  jest.spyOn(process.stderr, 'write').mockImplementation((data) => Boolean(record(2, data)));
});
afterAll(async () => {
  jest.restoreAllMocks();
  await issuer.close();
});

it('no secret and no token is in what a run prints, however talkative', async () => {
  const api = await TestApi.start({
    LOG_LEVEL: 'trace',
    AUTH0_DOMAIN: issuer.url,
    AUTH0_AUDIENCE: issuer.audience,
    AUTH0_CLIENT_ID: 'client',
    AUTH0_CLIENT_SECRET: CLIENT_SECRET,
    OIDC_ISSUER_URL: 'http://127.0.0.1:9/',
    OIDC_AUDIENCE: 'unreachable',
  });
  const evil = 'line one\n{"level":60,"msg":"forged"}\u001b[2J';
  const tokens = await Promise.all([
    issuer.token(),
    issuer.token({ claims: { exp: 1 } }),
    issuer.token({ claims: { iss: evil, sub: evil } }),
    issuer.token({ header: { kid: evil } }),
    issuer.token({ claims: { iss: 'http://127.0.0.1:9/', aud: 'unreachable' } }),
    issuer.token({ claims: { permissions: ['read:users'] } }),
  ]);
  for (const token of [...tokens, 'opaque-but-confidential']) {
    for (const query of ['{ secret }', '{ me { id } }', '{ user(id: "auth0|x") { id } }', '{']) {
      await api.as(token).query(query, { password: 'variable-but-confidential' });
    }
  }
  await fetch(`${api.url}?access_token=${tokens[0]}`, { headers: { cookie: `t=${tokens[0]}` } });
  await fetch(new URL(`/nowhere?token=${tokens[0]}`, api.url));
  await fetch(api.url, { method: 'POST', body: 'body-but-confidential' });
  await api.close();

  expect(output).toContain('UNAUTHENTICATED');
  const signatures = tokens.map((token) => token.slice(token.lastIndexOf('.') + 1));
  const payloads = tokens.map((token) => token.split('.')[1] ?? '');
  for (const confidential of [CLIENT_SECRET, ...signatures, ...payloads]) {
    expect(output).not.toContain(confidential);
  }
  expect(output).not.toMatch(/-but-confidential|forged|\u001b\[2J|64f1c2a97b3e5d0018a4c9e1/);
});
