import { execFile } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LIVE_PROBE } from '../platform/live/live-probe.js';
import { useApi } from '../support/api.js';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.js';
import { useIssuer } from '../support/test-issuer.js';

const SNIPPET = /^`src\/([\w-]+\.ts)`\n\n```ts\n([^]*?)```$/gm;
const API = 'http://127.0.0.1:3000/graphql';

/** Replaces `session.ts`: the first token is refused, renewals are counted. */
const SESSION = `
const [bad, good] = JSON.parse(process.env.TOKENS);
let current = bad;
let renewing;
export const counts = { renewals: 0 };
export const getAccessToken = async () => current;
const renew = async () => {
  counts.renewals += 1;
  await new Promise((resolve) => setTimeout(resolve, 50));
  return (current = good);
};
`;

/** How a script uses each of the clients. */
const USES: Record<string, string> = {
  'fetch.ts': `import { request } from './fetch.js'; const ask = (query) => request(query);`,
  'graphql-request.ts': `import { request } from './graphql-request.js'; const ask = (query) => request(query);`,
  'apollo-client.ts': `import { gql } from '@apollo/client'; import { client } from './apollo-client.js';
    const ask = async (query) => (await client.query({ query: gql(query), fetchPolicy: 'no-cache' })).data;`,
  'urql.ts': `import { client } from './urql.js';
    const ask = async (query) => { const { data, error } = await client.query(query, {}, { requestPolicy: 'network-only' }).toPromise(); if (error) throw error; return data; };`,
};

const issuer = useIssuer();
const api = useApi({ trusts: issuer, providers: LIVE_PROBE });
const run = promisify(execFile);
let folder: TemporaryFolder;

beforeAll(() => {
  folder = createTemporaryFolder('documents');
  cpSync('examples/package.json', join(folder.path, 'package.json'));
  symlinkSync(resolve('examples/node_modules'), join(folder.path, 'node_modules'));
  const guide = readFileSync('docs/clients.md', 'utf8');
  for (const [, name = '', code = ''] of guide.matchAll(SNIPPET)) {
    const own = code.slice(code.indexOf('/** Another token'));
    const live = api.url.replace('http', 'ws');
    const text =
      name === 'session.ts'
        ? SESSION + renewalOf(own)
        : code.replace(API, api.url).replace(API.replace('http', 'ws'), live);
    writeFileSync(join(folder.path, name), text);
  }
});
afterAll(() => folder.remove());

/** The `renewAccessToken` of the guide, with the stand-in for its provider. */
function renewalOf(code: string): string {
  return code.replace("auth0.getTokenSilently({ cacheMode: 'off' })", 'renew()');
}

describe.each(Object.entries(USES))('the guide to clients: %s', (name, use) => {
  async function ask(tokens: unknown[], queries: string[]): Promise<unknown> {
    const main = `import { counts } from './session.js'; ${use}
      const answers = await Promise.all(${JSON.stringify(queries)}.map(ask));
      console.log(JSON.stringify({ answers, renewals: counts.renewals }));`;
    const file = join(folder.path, `main-${name}`);
    writeFileSync(file, main);
    const env = { PATH: process.env['PATH'], TOKENS: JSON.stringify(tokens) };
    const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { env });
    return JSON.parse(stdout);
  }

  it('renews a refused token once for parallel requests, and asks again', async () => {
    const bad = await issuer.token({ claims: { exp: 1 } });
    expect(await ask([bad, await issuer.token()], ['{ a: guarded }', '{ b: guarded }'])).toEqual({
      answers: [{ a: 'guarded' }, { b: 'guarded' }],
      renewals: 1,
    });
  });

  it('asks a public field without a token', async () => {
    expect(await ask([null, null], ['{ open }'])).toEqual({
      answers: [{ open: 'open' }],
      renewals: 0,
    });
  });

  it('gives up after one renewal', async () => {
    const bad = await issuer.token({ claims: { exp: 1 } });
    await expect(ask([bad, `${bad}x`], ['{ guarded }'])).rejects.toThrow(/Unauthorized/);
  });
});

describe('the guide to clients: socket.ts', () => {
  // Node 20 has no WebSocket of its own.
  const MAIN = `import { WebSocket } from 'ws'; globalThis.WebSocket = WebSocket;
    const { socket } = await import('./socket.js');
    socket.on('connected', () => { console.log('connected'); socket.dispose(); });
    socket.on('closed', ({ code, reason }) => console.log(code, reason));
    socket.subscribe({ query: 'subscription { myTicks { id } }' }, { next() {}, error() {}, complete() {} });`;

  async function connect(token: string): Promise<string[]> {
    const file = join(folder.path, 'main-socket.ts');
    writeFileSync(file, MAIN);
    const env = { PATH: process.env['PATH'], TOKENS: JSON.stringify([token, token]) };
    const { stdout } = await run(process.execPath, ['--import', 'tsx', file], { env });
    return stdout.trim().split('\n');
  }

  it('connects', async () => {
    expect((await connect(await issuer.token()))[0]).toBe('connected');
  });

  it('gives up where its token is refused', async () => {
    expect(await connect('x')).toEqual(['4401 opaque_token']);
  });
});
