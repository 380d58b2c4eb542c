/*
 * The generator: a process of its own that takes jobs by message and answers with what it saw. It
 * speaks just enough HTTP/1.1 for keep-alive answers, so that it costs less than what it measures.
 */
import { readFileSync } from 'node:fs';
import { Connection } from './connection.js';
import { createRequests } from './requests.js';
import { summarise } from './summary.js';

const CONNECTIONS = 64;
/** After the last request was sent, so long may answers take. */
const PATIENCE_MS = 10_000;
const tokens = new Map();
let until = 0;

process.on('disconnect', () => process.exit(0));
process.on('message', async ({ id, job, stop }) => {
  try {
    if (stop) until = 0;
    process.send({ id, result: job && (await run(job)) });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});

/**
 * @param {object} job `port`, `request`, `authorization`, `seconds` (at most, unless it is stopped
 *   before), and perhaps `count` (at most so many requests) and `connections`
 */
async function run(job) {
  const next = createRequests({ ...job, tokens: readTokens(job.authorization) });
  const startedAt = performance.now();
  until = startedAt + job.seconds * 1000;
  const answers = { latencies: [], statuses: {}, wrong: 0, sample: undefined, broken: 0 };
  const connections = Array.from(
    { length: job.connections ?? CONNECTIONS },
    () =>
      new Connection(job.port, {
        next: () => (performance.now() < until ? next() : undefined),
        answers,
        expect: job.expect,
      }),
  );
  const patience = setTimeout(
    () => connections.forEach((one) => one.giveUp()),
    job.seconds * 1000 + PATIENCE_MS,
  );
  await Promise.all(connections.map((one) => one.finished));
  clearTimeout(patience);
  return summarise(answers, (performance.now() - startedAt) / 1000);
}

function readTokens({ file } = {}) {
  if (!file) return [];
  if (!tokens.has(file)) tokens.set(file, readFileSync(file, 'latin1').split('\n'));
  return tokens.get(file);
}
