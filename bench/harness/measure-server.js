import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkAnswers, findRefusal } from './check-answers.js';
import { SCENARIOS } from './scenarios.js';
import { startBehindNginx, startServer, waitUntilAnswering } from './server.js';

/** One life of one server: started, checked, loaded scenario by scenario, checked again. */
export async function measureServer(definition, bench, options) {
  const start = options.behind ? startBehindNginx : startServer;
  const chosen = SCENARIOS.filter(options.isChosen.scenario);
  const needsDatabase = chosen.some((one) => one.needsDatabase);
  const DATABASE_URL = needsDatabase ? await bench.accounts() : undefined;
  const scenarios = chosen.filter((one) => DATABASE_URL || !one.needsDatabase);
  const server = await start(definition, {
    ...bench.issuer,
    ...(DATABASE_URL && { DATABASE_URL }),
  });
  try {
    await waitUntilAnswering(server, bench.tokens.good);
    await sleep(options.settleMs);
    await checkAnswers(server, bench.tokens);
    const load = createLoad(server, bench, await findRefusal(server, bench.tokens));
    // The first seconds go to the compiler, whichever scenario comes first.
    if (scenarios[0]) await load(scenarios[0], 2 * options.warmSeconds, true);
    const life = {};
    for (const scenario of scenarios) {
      life[scenario.name] = await measure(server, scenario, load, options);
    }
    await checkAnswers(server, bench.tokens);
    return life;
  } finally {
    await server.stop();
  }
}

function createLoad(server, bench, refusal) {
  return ({ operation, expect, authorization }, seconds, isWarming) => {
    const tokens = authorization(bench.tokens, isWarming);
    const job = { operation, expect: expect({ refusal }), authorization: tokens };
    return bench.loadFor(server, job, seconds);
  };
}

async function measure(server, scenario, load, options) {
  await load(scenario, options.warmSeconds, true);
  const profile =
    options.profile && join(options.profile, `${server.name}-${scenario.name}.cpuprofile`);
  if (profile) await server.child.ask({ question: 'startProfile' });
  const result = await load(scenario, options.seconds, false);
  if (profile) await server.child.ask({ question: 'stopProfile', file: profile });
  if (result.failed > 0) return explainFailure(result, server, scenario, options);
  const { cpu, p50, p99, rss } = result;
  return { cpu, p50, p99, rss };
}

/** Of a peer it is a result; of this project, and where nothing but running counts, it is a defect. */
function explainFailure({ failed, requests, statuses, sample }, server, scenario, { quick }) {
  if (!quick && !server.isOwn) return { failed };
  const counts = `${failed} of ${requests} answers are wrong: ${JSON.stringify(statuses)}`;
  throw new Error(`${server.name}, ${scenario.name}: ${counts} ${sample ?? ''}`);
}
