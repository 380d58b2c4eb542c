import { measureAttacks } from './measure-attack.js';
import { measureDevelopment } from './measure-development.js';
import { measureLive } from './measure-live.js';
import { measureMemory } from './measure-memory.js';
import { measureOwnAccounts } from './measure-own-accounts.js';
import { measureProtection } from './measure-protection.js';
import { measureRevocations } from './measure-revocations.js';
import { measureServer } from './measure-server.js';
import { measureStarts } from './measure-starts.js';
import { LONG_SCENARIOS, SCENARIOS } from './scenarios.js';
import { ATTACKED_SERVERS, LIVE_SERVERS } from './servers.js';
import { summariseLives } from './statistics.js';

export async function runAll(servers, bench, options, log) {
  const own = servers.filter(({ isOwn }) => isOwn);
  const bare = servers.filter(({ name }) => name === 'bare');
  const run = (name, measure, candidates) => {
    const scenario = LONG_SCENARIOS.find((one) => one.name === name);
    return options.isChosen.scenario(scenario) ? measure(candidates, name) : [];
  };
  /** One server after the other. */
  const each = (measure) => async (candidates, name) => {
    const results = [];
    for (const server of candidates.filter(options.isChosen.server)) {
      log(`${name}: ${server.name}`);
      results.push({ server: server.name, ...(await measure(server, bench, options)) });
    }
    return results;
  };
  return {
    ...(await runRounds(servers, bench, options, log)),
    starts: await run('start', (all) => measureStarts(all, bench, options, log), [...own, ...bare]),
    memory: await run('memory', each(measureMemory), own),
    ownAccounts: await run('my-account', each(measureOwnAccounts), own),
    revocations: await run('revocations', each(measureRevocations), own),
    protection: await run('protection', each(measureProtection), own),
    live: await run('live', each(measureLive), LIVE_SERVERS),
    attack: await run('attack', each(measureAttacks), ATTACKED_SERVERS),
    development: await run('development', each(measureDevelopment), own),
  };
}

/** Interleaves the servers: each round measures all, and begins with another one. */
async function runRounds(servers, bench, options, log) {
  const lives = Object.fromEntries(servers.map(({ name }) => [name, []]));
  const isLoading = SCENARIOS.some(options.isChosen.scenario);
  for (let round = 0; isLoading && round < options.rounds; round += 1) {
    for (const server of rotate(servers, round)) {
      log(`round ${round + 1} of ${options.rounds}: ${server.name}`);
      lives[server.name].push(await measureServer(server, bench, options));
    }
  }
  const loads = servers
    .filter(({ name }) => lives[name].length > 0)
    .map(({ name, isOwn, isFloor }) => ({
      server: name,
      isOwn,
      // The floor gives up what a product needs.
      isPeer: !isOwn && !isFloor,
      ...summariseLives(lives[name]),
    }));
  return { lives, loads };
}

/** Each one is the first as often as the others. */
function rotate(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
