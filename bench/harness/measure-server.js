import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAnswers, findRefusal } from './check-answers.js';
import { SCENARIOS } from './scenarios.js';
import { startServer } from './server.js';

/** One life of one server: started, checked, loaded scenario by scenario, checked again. */
export async function measureServer(definition, bench, options) {
  const server = await startServer(definition, bench.issuer);
  try {
    await sleep(options.settleMs);
    const { rss: idleRss } = await server.usage();
    await checkAnswers(server, bench.tokens);
    const refusal = await findRefusal(server, bench.tokens);
    await warmUp(server, bench, options);
    const { startMs, startCpuMs } = server;
    const life = { startMs, startCpuMs, idleRss, scenarios: {} };
    for (const scenario of SCENARIOS.filter(options.isChosen.scenario)) {
      if (!definition.fields.includes(scenario.field)) continue;
      life.scenarios[scenario.name] = await measure(server, scenario, bench, { refusal, options });
    }
    await checkAnswers(server, bench.tokens);
    return life;
  } finally {
    await server.stop();
  }
}

/** The first seconds go to the compiler, whichever scenario comes first. */
async function warmUp({ port }, bench, { warmSeconds }) {
  const [{ query, expect, authorization }] = SCENARIOS;
  const job = { port, query, expect: expect({}), authorization: authorization(bench.tokens) };
  await bench.load({ ...job, seconds: 2 * warmSeconds });
}

async function measure(server, scenario, bench, { refusal, options }) {
  const job = {
    port: server.port,
    query: scenario.query,
    expect: scenario.expect({ refusal }),
  };
  const load = (seconds, isWarming) =>
    bench.load({ ...job, seconds, authorization: scenario.authorization(bench.tokens, isWarming) });
  await load(options.warmSeconds, true);
  const profile =
    options.profile && join(options.profile, `${server.name}-${scenario.name}.cpuprofile`);
  if (profile) await server.child.ask({ question: 'startProfile' });
  const before = await server.usage();
  const result = await load(options.seconds, false);
  const after = await server.usage();
  if (profile) await server.child.ask({ question: 'stopProfile', file: profile });
  if (result.failed > 0) return explainFailure(result, server, scenario, options);
  return {
    perSecond: result.requests / result.seconds,
    cpu: (after.cpu - before.cpu) / result.requests,
    p50: result.p50,
    p99: result.p99,
    rss: after.rss,
    peakRss: after.peakRss,
  };
}

/** Of a peer it is a result; of this project, and where nothing but running counts, it is a defect. */
function explainFailure({ failed, requests, statuses, sample }, server, scenario, { quick }) {
  if (!quick && !server.isOwn) return { failed };
  const counts = `${failed} of ${requests} answers are wrong: ${JSON.stringify(statuses)}`;
  throw new Error(`${server.name}, ${scenario.name}: ${counts} ${sample ?? ''}`);
}
