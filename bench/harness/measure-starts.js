import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from './server.js';
import { mediansOf } from './statistics.js';

/** From the start of a process to its first answer: this project as it is delivered, and the bare one. */
export async function measureStarts(servers, bench, { starts, settleMs }, log) {
  const lives = Object.fromEntries(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < starts; round += 1) {
    log(`start: ${round + 1} of ${starts}`);
    for (const server of round % 2 ? servers.toReversed() : servers) {
      lives[server.name].push(await startOnce(server, bench, settleMs));
    }
  }
  return servers.map(({ name }) => ({ server: name, ...mediansOf(lives[name]) }));
}

async function startOnce(definition, bench, settleMs) {
  const args = definition.isOwn ? ['dist/main.js'] : definition.args;
  const server = await startServer({ ...definition, args }, bench.issuer);
  try {
    await sleep(settleMs);
    const { startMs, startCpuMs } = server;
    return { startMs, startCpuMs, idleRss: (await server.usage()).rss };
  } finally {
    await server.stop();
  }
}
