import { OPERATIONS } from './operations.js';
import { answerOf } from './scenarios.js';
import { startServer } from './server.js';
import { median } from './statistics.js';

const NAME = 'auth0|user00000';
const CONNECTIONS = 100;
/** As the API quotes it: what it asks for revocations does not count. */
const TABLE = '"accounts"';

/** Accounts on real PostgreSQL: what `myAccount` and a role cost, and very many new callers at once. */
export async function measureOwnAccounts(definition, bench, options) {
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
    const crowd = await measureNewCallers(server, bench, { url, ...options.ownAccounts });
    return { ...costs, ...crowd };
  } finally {
    await server.stop();
  }
}

/** By role: a token that permits nothing itself. */
async function measureCosts(server, bench, { rounds, seconds, warmSeconds }) {
  const { common, plain } = bench.tokens;
  const { secret, myAccount, user } = OPERATIONS;
  const jobs = {
    secret: { operation: secret, file: common },
    account: { operation: myAccount, file: common },
    byToken: { operation: user, file: common },
    byRole: { operation: user, file: plain },
  };
  const cpu = { secret: [], account: [], byToken: [], byRole: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { file, operation }] of Object.entries(jobs)) {
      const authorization = { kind: 'rotate', file, count: 1 };
      const job = { operation, expect: answerOf(operation), authorization };
      await bench.loadFor(server, job, warmSeconds);
      const { failed, sample, cpu: used } = await bench.loadFor(server, job, seconds);
      if (failed > 0) throw new Error(`my-account, ${name}: ${failed} wrong answers. ${sample}`);
      cpu[name].push(used);
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
    operation: OPERATIONS.myAccount,
    expect: answerOf(OPERATIONS.myAccount),
    // The first one names the user above.
    authorization: { kind: 'once', file: bench.tokens.fresh, from: 1, count: newCallers },
    connections: CONNECTIONS,
    seconds: 60,
  });
  const after = await count();
  const rows = after.rows - before.rows;
  if (failed > 0 || rows !== newCallers) {
    throw new Error(
      `my-account: ${rows} rows of ${newCallers} callers, ${failed} failed. ${sample}`,
    );
  }
  const statements = (after.statements - before.statements) / newCallers;
  return { newCallers, rows, statements, perSecond: newCallers / seconds };
}
