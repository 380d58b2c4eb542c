import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { decodeToken } from '../../dev/token/decode-token.js';
import { useIssuer } from '../support/test-issuer.js';

const issuer = useIssuer();
const now = Math.floor(Date.now() / 1000);

const decode = (token: string, env: Record<string, string> = {}) =>
  decodeToken(token, loadSettings({ ...issuer.env, ...env }).issuers);

/** Every part of a token that could be used or guessed from. */
function expectNoToken(output: string, token: string): void {
  for (const part of token.split('.').filter((one) => one.length > 12)) {
    expect(output).not.toContain(part);
    expect(output).not.toContain(part.slice(0, 20));
  }
}

describe('a token that the API accepts', () => {
  it('is described, with its owner and permissions', async () => {
    const token = await issuer.token({ claims: { permissions: ['read:users'] } });
    const output = decode(token);
    expect(output).toContain('alg          "RS256"');
    expect(output).toContain(`iss          "${issuer.issuer}"`);
    expect(output).toMatch(/exp {10}\d{4}-\d{2}-\d{2}T/);
    expect(output).toContain('The API accepts it, provided that');
    expect(output).toContain('It belongs to a user. It permits ["read:users"].');
    expectNoToken(output, token);
  });

  it('may name any custom domain of the tenant', async () => {
    const AUTH0_DOMAIN = `login.example.com,${issuer.url}`;
    expect(decode(await issuer.token(), { AUTH0_DOMAIN })).toContain(
      `The API accepts it, provided that "${issuer.url}" signed it`,
    );
  });

  it('is known as that of an application', async () => {
    const token = await issuer.token({
      claims: { sub: 'm2m@clients', gty: 'client-credentials', scope: 'read:users' },
    });
    expect(decode(token)).toContain('It belongs to an application, which has no profile.');
  });

  it.each([
    (token: string) => `Bearer ${token}`,
    (token: string) => `Authorization: Bearer ${token}`,
    (token: string) => `"${token}"\n`,
    (token: string) => `  ${token}\r\n`,
  ])('may have something around it: %s', async (wrap) => {
    expect(decode(wrap(await issuer.token()))).toContain('The API accepts it');
  });
});

describe('a token that the API refuses', () => {
  it.each([
    ['wrong_audience', { aud: 'other' }, 'AUTH0_AUDIENCE is "https://api.example.com"'],
    ['unknown_issuer', { iss: 'https://evil.example/' }, 'iss is "https://evil.example/"'],
    ['token_expired', { exp: now - 60 }, 'refresh the token'],
    ['token_not_yet_valid', { nbf: now + 600 }, 'set the clocks'],
    ['not_an_access_token', { nonce: 'x' }, 'send the access token that came with it'],
    ['invalid_claims', { sub: '' }, 'sub is a text of 1 to 255 characters'],
    ['invalid_claims', { exp: 'soon' }, 'exp is a number'],
  ])('is explained: %s', async (reason, claims, hint) => {
    const token = await issuer.token({ claims });
    const output = decode(token);
    expect(output).toContain(`  ${reason}: `);
    expect(output).toContain(hint);
    expect(output).not.toContain('The API accepts it');
    expectNoToken(output, token);
  });

  it.each([
    ['wrong_algorithm', { alg: 'none' }],
    ['wrong_type', { typ: 'logout+jwt' }],
    ['critical_header', { crit: ['b64'] }],
    ['missing_key_id', { kid: '' }],
  ])('is explained by its header: %s', async (reason, header) => {
    const [, payload, signature] = (await issuer.token()).split('.');
    const own = { alg: 'RS256', typ: 'JWT', kid: 'key', ...header };
    const first = Buffer.from(JSON.stringify(own)).toString('base64url');
    expect(decode([first, payload, signature].join('.'))).toContain(`  ${reason}: `);
  });

  it('shows each broken rule, since an old token is always expired', async () => {
    const output = decode(await issuer.token({ claims: { aud: 'other', exp: now - 60 } }));
    expect(output).toMatch(/wrong_audience: .*\n {2}token_expired: /);
  });

  it('follows the settings of the environment', async () => {
    const token = await issuer.token({ claims: { azp: 'web' } });
    expect(decode(token, { AUTH0_ALLOWED_CLIENTS: 'app' })).toContain('  client_not_allowed: ');
    expect(decode(token, { AUTH0_TOKEN_PROFILE: 'rfc9068' })).toContain('  wrong_type: ');
  });

  it('sends nothing to a terminal that it would obey', async () => {
    const evil = '\u001b]0;evil\u0007\u202e';
    const output = decode(await issuer.token({ claims: { name: evil, [evil]: 'x', iss: evil } }));
    expect(output).not.toMatch(/[^\n -~]/);
  });
});

describe('garbage', () => {
  it.each([
    ['', 'Nothing was given'],
    ['{"access_token":"a.b.c"}', 'the whole answer of a token endpoint'],
    ['["x"]', 'This is JSON, not a token'],
    ['-----BEGIN PUBLIC KEY-----', 'a key or a certificate in PEM'],
    ['https://api.example.com/?token=secret', 'This is a URL'],
    ['Basic c2VjcmV0OnNlY3JldA==', 'credentials of the scheme Basic'],
    ['v1.McaoRoMSECRETrefresh', 'a refresh token of Auth0'],
    ['some words here', 'white space'],
    ['opaque-token-SECRET', 'This is not a JWT.'],
    ['aaaa.bbbb.cccc', 'three parts like a JWT'],
    ['aaaa..cccc.dddd.eeee', 'an encrypted token (JWE)'],
    [`${'a'.repeat(9000)}.b.c`, 'three parts like a JWT'],
    ['\u001b[2J\u0000', 'This is not a JWT.'],
  ])('%j is named for what it is', (input, message) => {
    const error = errorOf(() => decode(input));
    expect(error).toContain(message);
    if (input.length > 12) expect(error).not.toContain(input.slice(0, 20));
    expect(error).not.toContain('SECRET');
  });
});

describe('npm run token -- --decode', () => {
  async function run(args: string[], input: string) {
    const child = spawn(process.execPath, ['--import', 'tsx', 'dev/token.ts', ...args], {
      env: { PATH: process.env['PATH'], ...issuer.env },
    });
    child.stdin.end(input);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { stdout, stderr };
  }

  it('reads the token from stdin or as an argument, and asks no issuer', async () => {
    const token = await issuer.token();
    const before = issuer.requests.length;
    for (const outcome of [
      await run(['--decode'], `${token}\n`),
      await run(['--decode', token], ''),
    ]) {
      expect(outcome.stderr).toBe('');
      expect(outcome.stdout).toContain('The API accepts it');
      expectNoToken(outcome.stdout, token);
    }
    expect(issuer.requests).toHaveLength(before);
  });

  it('says in one sentence what garbage is', async () => {
    const { stdout, stderr } = await run(['--decode'], 'opaque-token');
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^This is not a JWT\..*\n$/);
  });
});

function errorOf(action: () => unknown): string {
  try {
    return `no error: ${String(action())}`;
  } catch (error) {
    return String(error);
  }
}
