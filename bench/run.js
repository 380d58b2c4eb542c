/* Measures this API beside what its users would pick instead. See README.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Bench } from './harness/bench.js';
import { buildOwn, buildOurs, buildPeers } from './harness/build.js';
import { describeMachine } from './harness/machine.js';
import { readOptions, USAGE } from './harness/options.js';
import { runAll } from './harness/run-all.js';
import { listServers } from './harness/servers.js';
import { createTables } from './harness/tables.js';
import { createTargetTable } from './harness/targets.js';
import { writeReadme } from './harness/write-readme.js';

const options = readOptions(process.argv.slice(2));
if (options.help) console.log(USAGE);
else await main();

async function main() {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  if (options.profile) mkdirSync(options.profile, { recursive: true });
  const servers = listServers(options).filter(options.isChosen.server);
  if (options.isBuilding) buildOurs();
  buildPeers();
  buildOwn();
  const startedAt = performance.now();
  const bench = await Bench.start(options);
  try {
    const results = await runAll(servers, bench, options, (line) =>
      process.stderr.write(`${line}\n`),
    );
    report(results, servers, Math.round((performance.now() - startedAt) / 1000));
  } finally {
    await bench.stop();
  }
}

function report(results, servers, seconds) {
  const { rounds, warmSeconds } = options;
  const method = `${rounds} rounds, 64 connections, ${warmSeconds} s to warm and ${options.seconds} s to measure; ${seconds} s in all.`;
  // A moment says nothing about time.
  const targets = options.quick ? '' : createTargetTable(results);
  const tables = [targets, createTables(results, servers)].filter(Boolean);
  const text = [describeMachine(), method, ...tables].join('\n\n');
  console.log(text);
  if (options.json) writeFileSync(options.json, JSON.stringify(results, undefined, 1));
  if (options.write) writeReadme(text);
}
