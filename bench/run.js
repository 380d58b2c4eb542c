/* Measures this API beside what its users would pick instead. See README.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Bench } from './harness/bench.js';
import { buildOwn, buildOurs, buildPeers } from './harness/build.js';
import { describeMachine } from './harness/machine.js';
import { readOptions, USAGE } from './harness/options.js';
import { createCapacityTable } from './harness/load-tables.js';
import { runAll } from './harness/run-all.js';
import { listServers, PROJECT } from './harness/servers.js';
import { createTables } from './harness/tables.js';
import { createTargetTable } from './harness/targets.js';
import { writeResults } from './harness/write-results.js';

const options = readOptions(process.argv.slice(2));
if (options.help) console.log(USAGE);
else await main();

async function main() {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  if (options.profile) mkdirSync(options.profile, { recursive: true });
  const servers = listServers(options).filter(options.isChosen.server);
  if (options.isBuilding) buildOurs();
  buildPeers();
  const trees = servers.filter(({ isOwn }) => isOwn).map(({ cwd }) => cwd);
  for (const tree of new Set([PROJECT, ...trees])) buildOwn(tree);
  const startedAt = performance.now();
  const bench = await Bench.start(options);
  try {
    const results = await runAll(servers, bench, options, (line) =>
      process.stderr.write(`${line}\n`),
    );
    report(results, Math.round((performance.now() - startedAt) / 1000));
  } finally {
    await bench.stop();
  }
}

function report(results, seconds) {
  const { rounds, warmSeconds } = options;
  const way = options.behind ? `, behind ${options.behind}` : '';
  const method = `${rounds} rounds, 64 connections${way}, ${warmSeconds} s of CPU time to warm and ${options.seconds} s to measure; ${seconds} s in all.`;
  // A moment says nothing about time.
  const targets = options.quick ? '' : createTargetTable(results);
  const conditions = `${describeMachine()}\n\n${method}`;
  const text = [conditions, targets, createTables(results)].filter(Boolean).join('\n\n');
  const capacity = createCapacityTable(results.loads);
  console.log([text, capacity].filter(Boolean).join('\n\n'));
  if (options.json) writeFileSync(options.json, JSON.stringify(results, undefined, 1));
  if (options.write) {
    writeResults('bench/README.md', text);
    writeResults('docs/operations.md', capacity);
  }
}
