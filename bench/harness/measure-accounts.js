import { ACCOUNT, USER } from './scenarios.js';
import { startServer } from './server.js';
import { median } from './statistics.js';

const NAME = 'auth0|user00000';
const SECRET = { status: 200, text: '"secret":"This is a secret' };
const CONNECTIONS = 100;
/** As the API quotes it: what it asks for revocations does not count. */
const TABLE = '"accounts"';

/** Accounts on real PostgreSQL: what `myAccount` and a role cost, and very many new callers at once. */
export async function measureAccounts(definition, bench, options) {
  const url = await bench.createDatabase();
  if (!url) return { problem: 'no PostgreSQL on this machine' };
  await bench.query(
    url,
    `insert into accounts (issuer, subject, roles)
     values ('${bench.issuer.ISSUER}', '${NAME}', '{SUPPORT}')`,
  );
  const env = (issuer) => ({ ...definition.env(issuer), DATABASE_URL: url });
  const server = await startServer({ ...definition, env }, bench.issuer);
  try {
    const costs = await measureCosts(server, bench, options);
    const crowd = await measureNewCallers(server, bench, { url, ...options.accounts });
    return { ...costs, ...crowd };
  } finally {
    await server.stop();
  }
}

/** By role: a token that permits nothing itself. */
async function measureCosts(server, bench, { rounds, seconds, warmSeconds }) {
  const { common, plain } = bench.tokens;
  const user = { query: `{ user(id: "${NAME}") { id } }`, expect: USER };
  const jobs = {
    secret: { query: '{ secret }', expect: SECRET, file: common },
    account: { query: '{ myAccount { id } }', expect: ACCOUNT, file: common },
    byToken: { ...user, file: common },
    byRole: { ...user, file: plain },
  };
  const cpu = { secret: [], account: [], byToken: [], byRole: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { file, ...job }] of Object.entries(jobs)) {
      const authorization = { kind: 'rotate', file, count: 1 };
      const load = (time) =>
        bench.load({ port: server.port, ...job, authorization, seconds: time });
      await load(warmSeconds);
      const before = await server.usage();
      const { requests, failed, sample } = await load(seconds);
      if (failed > 0) throw new Error(`accounts, ${name}: ${failed} answers are wrong. ${sample}`);
      cpu[name].push(((await server.usage()).cpu - before.cpu) / requests);
    }
  }
  return Object.fromEntries(Object.entries(cpu).map(([name, values]) => [name, median(values)]));
}

async function measureNewCallers({ port }, bench, { url, newCallers }) {
  const count = async () => {
    const [{ n }] = await bench.query(url, 'select count(*)::int as n from accounts');
    return { rows: n, statements: await bench.countStatements(url, TABLE) };
  };
  const before = await count();
  const { failed, seconds, sample } = await bench.load({
    port,
    query: '{ myAccount { id } }',
    expect: ACCOUNT,
    // The first one names the user above.
    authorization: { kind: 'once', file: bench.tokens.fresh, from: 1, count: newCallers },
    connections: CONNECTIONS,
    seconds: 60,
  });
  const after = await count();
  const rows = after.rows - before.rows;
  if (failed > 0 || rows !== newCallers) {
    throw new Error(`accounts: ${rows} rows of ${newCallers} callers, ${failed} failed. ${sample}`);
  }
  const statements = (after.statements - before.statements) / newCallers;
  return { newCallers, rows, statements, perSecond: newCallers / seconds };
}
