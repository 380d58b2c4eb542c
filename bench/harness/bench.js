import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Child } from './child.js';
import { COMMON_TOKENS } from './scenarios.js';
import { PROJECT } from './servers.js';

const GENERATOR = fileURLToPath(new URL('../load/generator.js', import.meta.url));

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

  load(job) {
    return this.generator.ask({ job });
  }

  /** Slows the Management API down; null takes the limit away. Gives the calls since last time. */
  limitManagement(limit) {
    return this.issuerProcess.ask({ limit });
  }

  async stop() {
    this.generator.process.disconnect();
    await this.issuerProcess.ask({ close: true }).catch(() => undefined);
    this.#removeFiles();
  }

  #removeFiles() {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #mint(freshCount) {
    const files = Object.fromEntries(
      ['common', 'fresh', 'expired'].map((name) => [name, join(this.#folder, name)]),
    );
    const users = 1_000;
    await this.issuerProcess.ask({ mint: { count: COMMON_TOKENS, users, file: files.common } });
    // Further subjects, so that these tokens differ from the common ones.
    await this.issuerProcess.ask({ mint: { count: freshCount, users: 99_999, file: files.fresh } });
    await this.issuerProcess.ask({ mint: { count: 1, users, expired: true, file: files.expired } });
    const [good] = readFileSync(files.common, 'latin1').split('\n');
    const expired = readFileSync(files.expired, 'latin1');
    this.tokens = { ...files, freshCount, good, expired };
  }

  #whenIssuerFails() {
    const { process: child } = this.issuerProcess;
    return new Promise((_, reject) => {
      child.once('exit', () => reject(new Error(`No issuer: ${this.issuerProcess.output}`)));
    });
  }
}
