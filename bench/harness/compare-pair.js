import { answerOf } from './scenarios.js';
import { median } from './statistics.js';

/** What one operation costs two servers, measured by turns: microseconds of CPU time of each. */
export async function comparePair(servers, operation, bench, { rounds, seconds, warmSeconds }) {
  const authorization = { kind: 'rotate', file: bench.tokens.common, count: 1 };
  const job = { operation, expect: answerOf(operation), authorization };
  const cpu = servers.map(() => []);
  for (let round = 0; round < 2 * rounds; round += 1) {
    // Each one is first as often as the other.
    for (const index of round % 2 ? [1, 0] : [0, 1]) {
      await bench.loadFor(servers[index], job, warmSeconds);
      const { failed, cpu: used } = await bench.loadFor(servers[index], job, seconds);
      if (failed > 0) throw new Error(`${failed} answers are wrong.`);
      cpu[index].push(used);
    }
  }
  return cpu.map(median);
}
