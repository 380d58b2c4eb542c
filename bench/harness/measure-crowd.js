import { ME } from './scenarios.js';
import { startServer } from './server.js';

const PLAN = { delayMs: 80, perSecond: 10 };
const CONNECTIONS = 16;
const WARMING_CONNECTIONS = 2;

/**
 * Many users, and a Management API that is slow and counts: warms until each user was answered
 * once, or for a bounded time, then asks at a steady pace and counts what fails.
 */
export async function measureCrowd(definition, bench, { crowd }) {
  const server = await startServer(definition, bench.issuer);
  const job = {
    port: server.port,
    query: '{ me { id name email } }',
    expect: ME,
    authorization: { kind: 'rotate', file: bench.tokens.common, from: 0, count: crowd.users },
  };
  try {
    await bench.limitManagement(PLAN);
    const warming = await warm(bench, job, crowd);
    await bench.limitManagement(PLAN);
    const before = await server.usage();
    const { seconds, perSecond } = crowd;
    const result = await bench.load({ ...job, seconds, perSecond, connections: CONNECTIONS });
    const after = await server.usage();
    const upstream = await bench.limitManagement(null);
    return { ...warming, ...result, cpu: (after.cpu - before.cpu) / result.requests, upstream };
  } finally {
    await bench.limitManagement(null);
    await server.stop();
  }
}

/**
 * One user after the other, below the limit, as a service warms in life; again while anybody failed.
 */
async function warm(bench, job, { users, warmSeconds }) {
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  let failed = users;
  while (failed > 0 && elapsed() < warmSeconds) {
    const seconds = warmSeconds - elapsed();
    const pace = { connections: WARMING_CONNECTIONS, perSecond: 0.8 * PLAN.perSecond };
    const options = { ...pace, count: users, seconds };
    ({ failed } = await bench.load({ ...job, ...options }));
  }
  return { warmedSeconds: elapsed(), coldUsers: failed };
}
