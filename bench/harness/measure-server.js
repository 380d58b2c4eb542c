import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAnswers, findRefusal } from './check-answers.js';
import { SCENARIOS } from './scenarios.js';
import { startBehindNginx, startServer, waitUntilAnswering } from './server.js';

/** One life of one server: started, checked, loaded scenario by scenario, checked again. */
export async function measureServer(definition, bench, options) {
  const start = options.behind ? startBehindNginx : startServer;
  const scenarios = SCENARIOS.filter(options.isChosen.scenario);
  const DATABASE_URL = scenarios.some(needsDatabase) ? await bench.accounts() : undefined;
  const server = await start(definition, {
    ...bench.issuer,
    ...(DATABASE_URL && { DATABASE_URL }),
  });
  try {
    await waitUntilAnswering(server, bench.tokens.good);
    await sleep(options.settleMs);
    await checkAnswers(server, bench.tokens);
    const refusal = await findRefusal(server, bench.tokens);
    const life = {};
    for (const scenario of scenarios) {
      if (needsDatabase(scenario) && !DATABASE_URL) continue;
      life[scenario.name] = await measure(server, scenario, bench, { refusal, options });
    }
    await checkAnswers(server, bench.tokens);
    return life;
  } finally {
    await server.stop();
  }
}

const needsDatabase = (scenario) => scenario.needsDatabase;

async function measure(server, scenario, bench, { refusal, options }) {
  const { operation, expect } = scenario;
  const job = { port: server.port, operation, expect: expect({ refusal }) };
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
  };
}

/** Of a peer it is a result; of this project, and where nothing but running counts, it is a defect. */
function explainFailure({ failed, requests, statuses, sample }, server, scenario, { quick }) {
  if (!quick && !server.isOwn) return { failed };
  const counts = `${failed} of ${requests} answers are wrong: ${JSON.stringify(statuses)}`;
  throw new Error(`${server.name}, ${scenario.name}: ${counts} ${sample ?? ''}`);
}
