import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask as askServer } from './ask.js';
import { Child } from './child.js';
import { startServer } from './server.js';

const CLIENTS = fileURLToPath(new URL('../load/sockets.js', import.meta.url));
const WARMING = { sockets: 100, events: 20 };

/** Sockets: what opening them costs, how an event reaches very many, what an idle one holds. */
export async function measureLive(definition, bench, { live, profile }) {
  const server = await startServer(definition, bench.issuer);
  const clients = new Child([CLIENTS], {});
  const { port } = server;
  const { common, fresh, good: token } = bench.tokens;
  const ask = (question, job = {}) => clients.ask({ question, port, token, file: common, ...job });
  const rss = async () => {
    await sleep(live.restMs);
    await server.child.ask({ question: 'collect' });
    return (await server.usage()).rss;
  };
  try {
    await warm(ask, live);
    // First, so that nothing was given back before that these sockets could take.
    const before = await rss();
    await ask('open', { count: live.sockets, tokens: live.sockets });
    const after = await rss();
    await ask('close');
    const verified =
      definition.name === 'ours' ? await countVerified(server, ask, live, fresh) : undefined;
    const opening = await count(server, live.subscribers, () =>
      ask('open', { count: live.subscribers, tokens: 1 }),
    );
    await ask('subscribe');
    await ask('settle');
    let latencies;
    const deliveries = live.events * live.subscribers;
    if (profile) await server.child.ask({ question: 'startProfile' });
    const cpuPerEvent = await count(server, deliveries, async () => {
      latencies = await ask('events', { count: live.events });
    });
    const file = profile && join(profile, `${server.name}-live.cpuprofile`);
    if (file) await server.child.ask({ question: 'stopProfile', file });
    await ask('close');
    return {
      verified,
      openCpu: opening,
      eventCpu: cpuPerEvent,
      lastP50: percentile(latencies, 0.5),
      lastP99: percentile(latencies, 0.99),
      bytesPerSocket: (after - before) / live.sockets,
      ...live,
    };
  } finally {
    clients.process.disconnect();
    await server.stop();
  }
}

async function warm(ask, { subscribers, events }) {
  await ask('open', { count: Math.min(WARMING.sockets, subscribers), tokens: 1 });
  await ask('subscribe');
  await ask('settle');
  await ask('events', { count: Math.min(WARMING.events, events) });
  await ask('close');
}

/** How many verifications it takes to open so many sockets with one token, which is new. */
async function countVerified({ port }, ask, { subscribers }, file) {
  const read = async () => {
    const { body } = await askServer(port, '{ verified }');
    return JSON.parse(body).data.verified;
  };
  const before = await read();
  await ask('open', { count: subscribers, tokens: 1, file, from: -1 });
  await ask('close');
  return (await read()) - before;
}

/** CPU time of the server, in µs for each of so many. */
async function count(server, number, work) {
  const before = await server.usage();
  await work();
  const after = await server.usage();
  return (after.cpu - before.cpu) / number;
}

function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
