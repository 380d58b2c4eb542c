import { comparePair } from './compare-pair.js';
import { OPERATIONS } from './operations.js';
import { startServer, waitUntilAnswering } from './server.js';

/** All that protects the process from load: points, turns, connections and memory. */
const OFF = {
  CALLER_POINTS_PER_MINUTE: '0',
  MAX_OPERATION_POINTS: '0',
  MAX_EVENT_LOOP_DELAY_MS: '0',
  MAX_CONNECTIONS: '0',
  BODY_MEMORY_MIB: '0',
};
const MEASURED = { secret: OPERATIONS.secret, 'list-20': OPERATIONS.products20 };

/** What the protection against load costs a caller without an attack: each operation with it and without. */
export async function measureProtection(definition, bench, options) {
  const servers = [];
  try {
    for (const off of [{}, OFF]) {
      const env = (issuer) => ({ ...definition.env(issuer), ...off });
      servers.push(await startServer({ ...definition, env }, bench.issuer));
      await waitUntilAnswering(servers.at(-1), bench.tokens.good);
    }
    const costs = {};
    for (const [name, operation] of Object.entries(MEASURED)) {
      const [protectedCpu, bareCpu] = await comparePair(servers, operation, bench, options);
      costs[name] = protectedCpu / bareCpu;
    }
    return { costs };
  } finally {
    for (const server of servers) await server.stop();
  }
}
