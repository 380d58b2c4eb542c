import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ATTACKS } from '../load/attack/attacks.js';
import { Child } from './child.js';
import { startServer, waitUntilAnswering } from './server.js';

const CALLERS = fileURLToPath(new URL('../load/callers.js', import.meta.url));
const ATTACKERS = fileURLToPath(new URL('../load/attackers.js', import.meta.url));
const SAMPLE_MS = 200;
/** An attack is over for the callers when a second passes in which it cannot be seen. */
const WINDOW_MS = 1_000;
/** Of the p99 without an attack. */
export const BEARABLE = 3;

const CALLER_COUNT = 20;

/**
 * Callers of good will beside attackers: how long their answers take before, during and after, how
 * many they do not get, and how much memory it takes. A new process for each row, so that no budget
 * is used up before.
 */
export async function measureAttacks(definition, bench, { attack, attacks, profile }) {
  const rows = [];
  for (const { kind, addresses } of attacks ?? attack.rows) {
    const file = join(profile ?? '', `${definition.name}-${kind}-${addresses}.cpuprofile`);
    const options = { ...attack, kind, addresses, profile: profile && file };
    rows.push(await measureAttack(definition, bench, options));
  }
  return { rows };
}

async function measureAttack(
  definition,
  bench,
  { kind, addresses, perSecond, profile, ...seconds },
) {
  const server = await startServer(definition, bench.issuer);
  const callers = new Child([CALLERS], {});
  const attackers = new Child([ATTACKERS], {});
  const { port } = server;
  const file = bench.tokens.common;
  const memory = watchMemory(server);
  try {
    await waitUntilAnswering(server, bench.tokens.good);
    await callers.ask({ question: 'start', port, file, count: CALLER_COUNT, perSecond });
    await sleep(seconds.warm * 1000);
    const start = (await server.usage()).rss;
    const kinds = kind === 'mix' ? Object.keys(ATTACKS) : [kind];
    const attack = { question: 'start', port, file, addresses, kinds };
    // Else the first second of the attack would measure how V8 compiles what no caller has asked for yet.
    await attackers.ask({ ...attack, purpose: 'warming' });
    await sleep(seconds.warm * 1000);
    await attackers.ask({ question: 'stop' });
    await sleep(seconds.after * 1000);
    await callers.ask({ question: 'take' });
    await sleep(seconds.before * 1000);
    const before = await callers.ask({ question: 'take' });
    const wrong = before.find(({ isGood }) => !isGood);
    if (wrong) throw new Error(`${definition.name} answers ${wrong.status} without an attack.`);
    await attackers.ask({ ...attack, purpose: 'measured' });
    memory.reset();
    const usage = await server.usage();
    if (profile) await server.child.ask({ question: 'startProfile' });
    await sleep(seconds.attack * 1000);
    const endedAt = performance.timeOrigin + performance.now();
    const outcomes = await attackers.ask({ question: 'stop' });
    const peak = memory.peak();
    const cpu = ((await server.usage()).cpu - usage.cpu) / 1e6 / seconds.attack;
    if (profile) await server.child.ask({ question: 'stopProfile', file: profile });
    await sleep(seconds.after * 1000);
    const rest = await callers.ask({ question: 'take' });
    const late = await callers.ask({ question: 'stop' });
    const isDuring = ({ at }) => at < endedAt;
    const all = [...rest, ...late];
    const during = all.filter(isDuring);
    const calm = percentile(before, 0.99);
    return {
      kind,
      addresses,
      outcomes,
      cpu,
      calm,
      attacked: percentile(during, 0.99),
      asked: during.length,
      refused: during.filter(({ isGood }) => !isGood).length,
      statuses: countStatuses(during),
      start,
      peak: Math.max(start, peak),
      after: (await server.usage().catch(() => ({}))).rss,
      recovery: recoveryOf(
        all.filter((one) => !isDuring(one)),
        endedAt,
        calm,
      ),
    };
  } finally {
    memory.stop();
    callers.process.disconnect();
    attackers.process.disconnect();
    await server.stop();
  }
}

/** Seconds after the attack until the answers come as before it; undefined where they do not. */
function recoveryOf(samples, endedAt, calm) {
  const bearable = BEARABLE * Math.max(calm, 1);
  const last = samples.at(-1)?.at ?? endedAt;
  for (let from = endedAt; from + WINDOW_MS <= last; from += WINDOW_MS / 4) {
    const window = samples.filter(({ at }) => at >= from && at < from + WINDOW_MS);
    const isWell = window.every(({ isGood }) => isGood) && percentile(window, 0.99) <= bearable;
    if (window.length > 0 && isWell) return (from - endedAt) / 1000;
  }
  return undefined;
}

function countStatuses(samples) {
  const counts = {};
  for (const { status = 'none' } of samples) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function percentile(samples, share) {
  const sorted = samples.map(({ ms }) => ms ?? Infinity).sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function watchMemory(server) {
  let peak = 0;
  const timer = setInterval(() => {
    server.usage().then(
      ({ rss }) => (peak = Math.max(peak, rss)),
      () => undefined,
    );
  }, SAMPLE_MS);
  return {
    peak: () => peak,
    reset: () => (peak = 0),
    stop: () => clearInterval(timer),
  };
}
