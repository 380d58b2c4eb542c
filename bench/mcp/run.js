/**
 * What the call of a tool costs, beside the same operation by `POST /graphql`:
 *
 *   node bench/mcp/run.js [--profile DIR]
 *
 * CPU of the API's process for each request, over keep-alive connections. The two take turns, so that
 * only the ratio counts.
 */
import { fileURLToPath } from 'node:url';
import { Child } from '../harness/child.js';
import { median } from '../harness/statistics.js';
import { Client } from '../load/client.js';
import { CASES } from './cases.js';

const REQUESTS = 1_000;
const ROUNDS = 7;
const CONNECTIONS = 8;
const REVISION = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': REVISION,
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

const own = (path) => fileURLToPath(new URL(path, import.meta.url));
const [, profiles] = process.argv.slice(2);
const server = new Child(
  [
    '--import',
    own('../../test/support/run-source.mjs'),
    '--import',
    own('../harness/probe.js'),
    own('server.js'),
  ],
  { cwd: own('../..') },
);
const { port, token } = await server.ready;
const clients = Array.from({ length: CONNECTIONS }, () => new Client(port, '127.0.0.1'));

function request(path, headers, body) {
  const text = JSON.stringify(body);
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    ...headers,
    'content-length': Buffer.byteLength(text),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`;
}

const WAYS = {
  http: ({ document, variables }) =>
    request('/graphql', { accept: 'application/json' }, { query: document, variables }),
  tool: ({ name, variables }) =>
    request(
      '/mcp',
      {
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': REVISION,
        'mcp-method': 'tools/call',
        'mcp-name': name,
      },
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'tools/call',
        params: { name, arguments: variables, _meta: META },
      },
    ),
  older: ({ name, variables }) =>
    request(
      '/mcp',
      { accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-11-25' },
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: variables } },
    ),
};

async function measure(bytes) {
  const { cpu: before } = await server.ask({ question: 'usage' });
  await Promise.all(clients.map((client) => sendAll(client, bytes)));
  const { cpu } = await server.ask({ question: 'usage' });
  return (cpu - before) / (CONNECTIONS * Math.ceil(REQUESTS / CONNECTIONS));
}

async function sendAll(client, bytes) {
  for (let count = 0; count < REQUESTS / CONNECTIONS; count += 1) {
    const status = await new Promise((resolve) => client.send(bytes, resolve));
    if (status !== 200) throw new Error(`Answered with ${status}.`);
  }
}

async function compare(one) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const costs = {};
    for (const [way, bytesOf] of Object.entries(WAYS)) costs[way] = await measure(bytesOf(one));
    rounds.push(costs);
  }
  // The first ones go to the compiler.
  const kept = rounds.slice(2);
  const texts = Object.keys(WAYS).map((way) => {
    const cost = median(kept.map((costs) => costs[way])).toFixed(0);
    return `${way} ${cost} µs × ${median(kept.map((costs) => costs[way] / costs.http)).toFixed(2)}`;
  });
  console.log(`${one.name.padEnd(12)} ${texts.join('   ')}`);
}

for (const one of CASES) await compare(one);
if (profiles) {
  for (const [way, bytesOf] of Object.entries(WAYS)) {
    await server.ask({ question: 'startProfile' });
    for (let round = 0; round < ROUNDS; round += 1) await measure(bytesOf(CASES[1]));
    await server.ask({ question: 'stopProfile', file: `${profiles}/${way}.cpuprofile` });
  }
}
clients.forEach((client) => client.close());
await server.stop();
