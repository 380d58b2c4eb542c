import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Child } from './child.js';
import { createClientRequest } from './client-request.js';
import { COMMON_TOKENS } from './scenarios.js';
import { PROJECT } from './servers.js';

const GENERATOR = fileURLToPath(new URL('../load/generator.js', import.meta.url));
const USERS = 1_000;
/** So many times as long as on a machine that does nothing else. */
const BOUND = 60;

/** What all servers share: the issuer, its tokens and the generator. */
export class Bench {
  #folder = mkdtempSync(join(tmpdir(), 'bench-'));

  static async start({ freshTokens }) {
    const bench = new Bench();
    // However the run ends, no token stays behind.
    process.once('exit', () => bench.#removeFiles());
    bench.issuerProcess = new Child(['--import', 'tsx', 'bench/issuer/main.ts'], { cwd: PROJECT });
    bench.generator = new Child([GENERATOR], { cwd: PROJECT });
    bench.issuer = await Promise.race([bench.issuerProcess.ready, bench.#whenIssuerFails()]);
    await bench.#mint(freshTokens);
    return bench;
  }

  /** @param operation what is asked, as Apollo Client asks it */
  async load({ operation, ...job }) {
    const request = await createClientRequest(operation);
    return this.generator.ask({ job: { ...job, request } });
  }

  /**
   * Loads a server until it has used so many seconds of CPU time: what else the machine does makes a
   * measurement longer, and neither colder nor smaller.
   */
  async loadFor(server, job, seconds) {
    const before = await server.usage();
    const loading = this.load({ ...job, port: server.port, seconds: BOUND * seconds });
    let isLoading = true;
    const done = () => (isLoading = false);
    loading.then(done, done);
    while (isLoading && (await server.usage()).cpu - before.cpu < seconds * 1e6) await sleep(50);
    await this.generator.ask({ stop: true });
    const result = await loading;
    const after = await server.usage();
    return { ...result, cpu: (after.cpu - before.cpu) / result.requests, rss: after.rss };
  }

  /** A new PostgreSQL database with all tables: its URL, or undefined on a machine without one. */
  createDatabase() {
    return this.#askDatabase({ create: true });
  }

  /** The database that all servers read pages of accounts from. */
  accounts() {
    this.#accounts ??= this.#createAccounts();
    return this.#accounts;
  }

  query(url, statement) {
    return this.#askDatabase({ query: { url, statement } });
  }

  countStatements(url, text) {
    return this.#askDatabase({ count: { url, text } });
  }

  async stop() {
    await this.database?.ask({ close: true }).catch(() => undefined);
    this.generator.process.disconnect();
    await this.issuerProcess.ask({ close: true }).catch(() => undefined);
    this.#removeFiles();
  }

  #accounts;

  async #createAccounts() {
    const url = await this.createDatabase();
    const insert = `insert into accounts (issuer, subject, name, email, roles, suspended_at)
      select '${this.issuer.ISSUER}', 'auth0|account' || n, 'Account ' || n,
        'account' || n || '@example.com', '{SUPPORT}', case when n % 10 = 0 then now() end
      from generate_series(1, ${USERS}) as n`;
    if (url) await this.query(url, insert);
    return url;
  }

  #removeFiles() {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #mint(freshCount) {
    const files = Object.fromEntries(
      ['common', 'fresh', 'plain', 'expired'].map((name) => [name, join(this.#folder, name)]),
    );
    const mint = (options) => this.issuerProcess.ask({ mint: { users: USERS, ...options } });
    await mint({ count: COMMON_TOKENS, file: files.common });
    // Further subjects, so that these tokens differ from the common ones.
    await mint({ count: freshCount, users: 99_999, file: files.fresh });
    await mint({ count: 1, permissions: [], file: files.plain });
    await mint({ count: 1, expired: true, file: files.expired });
    const [good] = readFileSync(files.common, 'latin1').split('\n');
    const expired = readFileSync(files.expired, 'latin1');
    this.tokens = { ...files, freshCount, good, expired };
  }

  /** Its process begins with the first question: most runs need no database. */
  async #askDatabase(question) {
    this.database ??= new Child(['--import', 'tsx', 'bench/database/main.ts'], { cwd: PROJECT });
    await this.database.ready;
    return this.database.ask(question);
  }

  #whenIssuerFails() {
    const { process: child } = this.issuerProcess;
    return new Promise((_, reject) => {
      child.once('exit', () => reject(new Error(`No issuer: ${this.issuerProcess.output}`)));
    });
  }
}
