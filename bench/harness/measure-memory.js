import { setTimeout as sleep } from 'node:timers/promises';
import { checkAnswers, findRefusal } from './check-answers.js';
import { OPERATIONS } from './operations.js';
import { answerOf } from './scenarios.js';
import { startServer } from './server.js';

/** Longer than any of this takes. */
const BOUND_SECONDS = 300;
const WARMING = 30_000;

/** What stays in memory of very many tokens that are all different, bad ones and good ones. */
export async function measureMemory(definition, bench, { memory }) {
  const server = await startServer(definition, bench.issuer);
  const { common, fresh } = bench.tokens;
  const load = (authorization, count, expect) =>
    bench.load({
      port: server.port,
      operation: OPERATIONS.secret,
      seconds: BOUND_SECONDS,
      authorization,
      count,
      expect,
    });
  const accepted = answerOf(OPERATIONS.secret);
  try {
    const refusal = await findRefusal(server, bench.tokens);
    const rss = async () => {
      await sleep(memory.restSeconds * 1000);
      return (await server.usage()).rss;
    };
    const forged = { kind: 'forge', file: common, count: 2_000 };
    await load({ kind: 'rotate', file: common, count: 1 }, Math.min(WARMING, memory.bad), accepted);
    const before = await rss();
    const bad = await load(forged, memory.bad, refusal);
    const afterBad = await rss();
    const good = await load({ kind: 'once', file: fresh }, memory.good, accepted);
    const after = await rss();
    await checkAnswers(server, bench.tokens);
    return {
      before,
      afterBad,
      after,
      bad: bad.requests,
      good: good.requests,
      failed: bad.failed + good.failed,
    };
  } finally {
    await server.stop();
  }
}
