import { setTimeout as sleep } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import { ask } from './ask.js';
import { comparePair } from './compare-pair.js';
import { OPERATIONS } from './operations.js';
import { startServer, waitUntilReady } from './server.js';

const POLL_MS = 10;
const GIVE_UP_MS = 10_000;

/** A full list of revocations: what it costs each request and in memory, and how soon an entry counts. */
export async function measureRevocations(definition, bench, options) {
  const urls = [await bench.createDatabase(), await bench.createDatabase()];
  if (!urls[0]) return { problem: 'no PostgreSQL on this machine' };
  const { entries } = options.revocations;
  await bench.query(
    urls[1],
    `insert into access_changes (kind, issuer, subject, issued_before)
     select 'signed_out', '${bench.issuer.ISSUER}', 'auth0|' || md5(n::text), extract(epoch from now())
     from generate_series(1, ${entries}) as n`,
  );
  const servers = [];
  try {
    for (const DATABASE_URL of urls) {
      const env = (issuer) => ({ ...definition.env(issuer), DATABASE_URL });
      servers.push(await startServer({ ...definition, env }, bench.issuer));
      await waitUntilReady(servers.at(-1));
    }
    const [without, full] = await measureCosts(servers, bench, options);
    const delays = await measureDelays(servers[1], bench, { url: urls[1], ...options.revocations });
    return { entries, without, full, delays };
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function measureCosts(servers, bench, options) {
  const cpu = await comparePair(servers, OPERATIONS.secret, bench, options);
  await sleep(options.settleMs);
  return Promise.all(
    servers.map(async ({ usage }, index) => ({ cpu: cpu[index], rss: (await usage()).rss })),
  );
}

/** From the commit, which could be another replica's, to the refusal: milliseconds in order. */
async function measureDelays({ port }, bench, { url, people, spacingMs }) {
  const tokens = readFileSync(bench.tokens.fresh, 'latin1').split('\n').slice(-people);
  const delays = await Promise.all(
    tokens.map(async (token, index) => {
      await sleep(index * spacingMs);
      const { status } = await ask(port, '{ secret }', token);
      if (status !== 200) throw new Error(`revocations: a good token is answered with ${status}.`);
      const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
      await bench.query(
        url,
        `insert into access_changes (kind, issuer, subject, issued_before)
         values ('signed_out', '${claims.iss}', '${claims.sub}', extract(epoch from now()))`,
      );
      return untilRefused(port, token);
    }),
  );
  return delays.sort((one, other) => one - other);
}

async function untilRefused(port, token) {
  const committedAt = performance.now();
  const elapsed = () => performance.now() - committedAt;
  while ((await ask(port, '{ secret }', token)).status !== 401) {
    if (elapsed() > GIVE_UP_MS) throw new Error('revocations: a token is never refused.');
    await sleep(POLL_MS);
  }
  return elapsed();
}
