import { measureAccounts } from './measure-accounts.js';
import { measureCrowd } from './measure-crowd.js';
import { measureDevelopment } from './measure-development.js';
import { measureEmbedded } from './measure-embedded.js';
import { ATTACKED_SERVERS, LIVE_SERVERS } from './live-servers.js';
import { measureAttacks } from './measure-attack.js';
import { measureLive } from './measure-live.js';
import { measureMemory } from './measure-memory.js';
import { measureRevocations } from './measure-revocations.js';
import { measureServer } from './measure-server.js';
import { LONG_SCENARIOS, SCENARIOS } from './scenarios.js';
import { summariseLives } from './statistics.js';

/** Servers of the long scenarios unless others are named: the rest remembers nothing. */
const LONG_SERVERS = {
  crowd: ['ours', 'nest-tutorial'],
  memory: ['ours'],
  accounts: ['ours'],
  revocations: ['ours'],
  embedded: ['ours'],
  live: LIVE_SERVERS.map(({ name }) => name),
  attack: ATTACKED_SERVERS.map(({ name }) => name),
  development: ['ours'],
};

/** Interleaves the servers: each round measures all, and begins with another one. */
export async function runAll(servers, bench, options, log) {
  const lives = new Map(servers.map(({ name }) => [name, []]));
  const isLoading = SCENARIOS.some(options.isChosen.scenario);
  for (let round = 0; isLoading && round < options.rounds; round += 1) {
    for (const server of rotate(servers, round)) {
      log(`round ${round + 1} of ${options.rounds}: ${server.name}`);
      lives.get(server.name).push(await measureServer(server, bench, options));
    }
  }
  const summaries = servers
    .filter(({ name }) => lives.get(name).length > 0)
    .map(({ name }) => ({ server: name, summary: summariseLives(lives.get(name)) }));
  const runLong = (name, measure, candidates = servers) =>
    runLongScenario(name, measure, candidates, { bench, options, log });
  const liveServers = LIVE_SERVERS.filter(options.isChosen.server);
  const attackedServers = ATTACKED_SERVERS.filter(options.isChosen.server);
  return {
    lives: Object.fromEntries(lives),
    summaries,
    memory: await runLong('memory', measureMemory),
    crowd: await runLong('crowd', measureCrowd),
    accounts: await runLong('accounts', measureAccounts),
    revocations: await runLong('revocations', measureRevocations),
    embedded: await runLong('embedded', measureEmbedded),
    live: await runLong('live', measureLive, liveServers),
    attack: await runLong('attack', measureAttacks, attackedServers),
    development: await runLong('development', ({ cwd }) => measureDevelopment(cwd, options)),
  };
}

async function runLongScenario(name, measure, servers, { bench, options, log }) {
  const scenario = LONG_SCENARIOS.find((one) => one.name === name);
  if (!options.isChosen.scenario(scenario)) return [];
  const results = [];
  for (const server of servers.filter((one) => LONG_SERVERS[name].includes(one.name))) {
    log(`${name}: ${server.name}`);
    results.push({ server: server.name, ...(await measure(server, bench, options)) });
  }
  return results;
}

function rotate(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
