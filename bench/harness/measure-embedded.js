import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './ask.js';
import { startServer, waitUntilReady } from './server.js';
import { median } from './statistics.js';

/** What the embedded database of development costs: at the start, and in memory once it is used. */
export async function measureEmbedded(definition, bench, options) {
  const url = await bench.createEmbeddedDatabase();
  const lives = { without: [], embedded: [] };
  for (let round = 0; round < options.rounds; round += 1) {
    lives.without.push(await live(definition, bench, {}, options));
    lives.embedded.push(await live(definition, bench, { DATABASE_URL: url }, options));
  }
  const of = (name) => ({
    readyMs: median(lives[name].map(({ readyMs }) => readyMs)),
    rss: median(lives[name].map(({ rss }) => rss)),
  });
  return { without: of('without'), embedded: of('embedded') };
}

async function live(definition, bench, more, { settleMs }) {
  const startedAt = performance.now();
  // Production has no embedded database.
  const env = (issuer) => ({ ...definition.env(issuer), NODE_ENV: 'test', ...more });
  const server = await startServer({ ...definition, env }, bench.issuer);
  try {
    await waitUntilReady(server);
    const readyMs = performance.now() - startedAt;
    const query = more.DATABASE_URL ? '{ myAccount { id } }' : '{ secret }';
    const { status, body } = await ask(server.port, query, bench.tokens.good);
    if (status !== 200) throw new Error(`embedded: ${status} ${body}`);
    await sleep(settleMs);
    return { readyMs, rss: (await server.usage()).rss };
  } finally {
    await server.stop();
  }
}
