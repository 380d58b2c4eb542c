import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { TestApi, useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';

const PRODUCTION = { NODE_ENV: 'production', LOG_LEVEL: 'silent' };
const QUERY = ['--query', '{ guarded }'];

const issuer = useIssuer();

/** The lines of the script, and its exit code. */
async function test(url: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['deploy/smoke-test.mjs', url, ...args], {
    env: { PATH: process.env['PATH'], ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const [code] = (await once(child, 'close')) as [number];
  return { code, lines: output.trimEnd().split('\n') };
}

describe('the smoke test', () => {
  const api = useApi({ trusts: issuer, env: PRODUCTION });

  it('passes at a good deployment', async () => {
    const { code, lines } = await test(api.url, QUERY, { ACCESS_TOKEN: await issuer.token() });
    expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([]);
    expect(lines).toContain('ok      accepts the access token');
    expect(code).toBe(0);
  });

  it('meets the HSTS header that docs/deployment.md explains', async () => {
    const { headers } = await fetch(api.url);
    const header = `Strict-Transport-Security: ${headers.get('strict-transport-security')}`;
    expect(readFileSync('docs/deployment.md', 'utf8').split('\n')).toContain(header);
  });

  it('says why a token is refused, and prints nothing of it', async () => {
    const token = await issuer.token({ claims: { aud: 'https://another.example.com' } });
    const { code, lines } = await test(api.url, QUERY, { ACCESS_TOKEN: token });
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatch(/^FAILED {2}accepts the access token: .*wrong_audience/);
    expect(lines.join('\n')).not.toContain(token);
  });

  it('asks for a protected field where it knows none', async () => {
    const { code, lines } = await test(api.url, ['--query', '{ open }']);
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain('{ open } answered 200: name a protected field by --query');
  });

  it('says what is missing on the command line', async () => {
    expect(await test('')).toMatchObject({ code: 2, lines: [expect.stringMatching(/^usage: /)] });
  });
});

it('passes where every access token is bound to a key', async () => {
  const dpop = { AUTH0_DPOP: 'required', PUBLIC_URL: 'https://api.example.com/graphql' };
  const api = await TestApi.start({ ...issuer.env, ...PRODUCTION, ...dpop });
  const { code, lines } = await test(api.url, QUERY);
  await api.close();
  expect(lines.filter((line) => !line.startsWith('ok '))).toEqual([]);
  expect(code).toBe(0);
});

it('fails at a process that is not in production mode', async () => {
  const api = await TestApi.start(issuer.env);
  const { code, lines } = await test(api.url, QUERY);
  await api.close();
  expect(code).toBe(1);
  expect(lines.filter((line) => line.startsWith('FAILED'))).toEqual([
    'FAILED  runs in production mode: introspection answered 200: set NODE_ENV=production',
  ]);
});

it.each([
  ['fails where clients can choose the address by which they are counted', 'loopback', 1],
  ['passes where they cannot', 'false', 0],
])('%s', async (_, TRUST_PROXY, expected) => {
  const limit = { RATE_LIMIT_PER_MINUTE: '20', TRUST_PROXY };
  const api = await TestApi.start({ ...issuer.env, ...PRODUCTION, ...limit });
  const { code, lines } = await test(api.url, [...QUERY, '--rate-limit', '20']);
  await api.close();
  expect(lines.at(-1)).toContain('counts clients by an address that they cannot choose');
  expect(code).toBe(expected);
});

it('sends the requests of a minute side by side, as an API far away takes long for each', async () => {
  let [open, most] = [0, 0];
  const server = createServer((_, response) => {
    most = Math.max(most, ++open);
    setTimeout(() => response.end('{}', () => (open -= 1)), 10);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await test(`http://127.0.0.1:${port}/graphql`, ['--rate-limit', '40']);
  server.close();
  expect(most).toBeGreaterThan(1);
});

it('names a server that cannot be reached', async () => {
  const { code, lines } = await test('http://127.0.0.1:9/graphql');
  expect(code).toBe(1);
  expect(lines.join('\n')).toMatch(/FAILED {2}answers a query: .*(ECONNREFUSED|bad port)/);
});
