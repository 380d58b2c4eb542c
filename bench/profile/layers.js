/*
 * Where the time of a CPU profile went, by layer: self time over the time that was not idle.
 * node bench/profile/layers.js FILE.cpuprofile [--top n]
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';

/** The first pattern that fits the address of a function's file names its layer. */
const LAYERS = [
  [/^node:(internal\/)?(crypto|per_context|buffer)/, 'node: crypto and buffers'],
  [/^node:/, 'node: HTTP, sockets, streams, timers'],
  [/node_modules\/@fastify\/cors/, 'Fastify plugins (CORS)'],
  [/node_modules\/(pino|sonic-boom|thread-stream|quick-format)/, 'log'],
  [
    /node_modules\/(fastify|@fastify|find-my-way|secure-json-parse|fast-|light-my|avvio|reusify|toad-cache|@lukeed)/,
    'Fastify',
  ],
  [
    /node_modules\/(@apollo|@as-integrations|negotiator|whatwg-mimetype|loglevel|content-type|cookie|finalhandler)/,
    'Apollo Server',
  ],
  [/node_modules\/(graphql|@graphql-tools|@escape)/, 'graphql-js: parse, validate, execute'],
  [
    /node_modules\/(@nestjs\/passport|passport|jsonwebtoken|jws|jwa|ecdsa|safe-buffer|buffer-equal)/,
    'Passport and jsonwebtoken',
  ],
  [/node_modules\/(@nestjs|rxjs|reflect-metadata|iterare)/, 'Nest'],
  [/node_modules\//, 'other packages'],
  [/dist\/auth/, 'ours: auth'],
  [/dist\/(graphql|http|telemetry|logging|errors)/, 'ours: HTTP, GraphQL, log'],
  [/dist\//, 'ours: the rest'],
];
const NATIVE = {
  '(garbage collector)': 'garbage collector',
  '(program)': 'V8 and system calls outside JavaScript',
};

const { values, positionals } = parseArgs({
  options: { top: { type: 'string' } },
  allowPositionals: true,
});
for (const file of positionals) print(basename(file), JSON.parse(readFileSync(file, 'utf8')));

function print(title, { nodes, samples, timeDeltas }) {
  const selfTime = new Map();
  samples.forEach((id, index) => selfTime.set(id, (selfTime.get(id) ?? 0) + timeDeltas[index]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const busy = nodes.filter(({ callFrame }) => callFrame.functionName !== '(idle)');
  const total = busy.reduce((sum, { id }) => sum + (selfTime.get(id) ?? 0), 0);
  const sumBy = (name) => sum(busy, (node) => name(node), selfTime);
  console.log(`\n${title}: ${Math.round(total / 1000)} ms busy`);
  printShares(
    sumBy((node) => layerOf(node, parents, byId)),
    total,
  );
  if (values.top) printShares(sumBy(nameOf), total, Number(values.top));
}

function sum(nodes, name, selfTime) {
  const sums = new Map();
  for (const node of nodes)
    sums.set(name(node), (sums.get(name(node)) ?? 0) + (selfTime.get(node.id) ?? 0));
  return sums;
}

/** A native function belongs to whoever called it. */
function layerOf(node, parents, byId) {
  let current = node;
  while (current && !current.callFrame.url) {
    const native = NATIVE[current.callFrame.functionName];
    if (native) return native;
    current = byId.get(parents.get(current.id));
  }
  return LAYERS.find(([pattern]) => pattern.test(current?.callFrame.url ?? ''))?.[1] ?? 'other';
}

function nameOf({ callFrame: { functionName, url, lineNumber } }) {
  const place = url.replace(/^.*node_modules\//, '').replace(/^.*\/dist\//, 'dist/');
  return `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
}

function printShares(sums, total, count = Infinity) {
  const sorted = [...sums].sort(([, one], [, other]) => other - one).slice(0, count);
  for (const [name, time] of sorted) {
    if (time > 0) console.log(`${((100 * time) / total).toFixed(1).padStart(6)} %  ${name}`);
  }
}
