import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the local issuer keeps its keys, secrets and users unless told otherwise; git-ignored. */
export const DEFAULT_DATA_FOLDER = fileURLToPath(
  new URL('../../../.local-issuer', import.meta.url),
);

/** JSON files that only their owner may read. */
export class DataFolder {
  constructor(readonly path: string) {
    this.#create();
  }

  read(name: string): unknown {
    const file = join(this.path, name);
    if (!existsSync(file)) return undefined;
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as unknown;
    } catch (error) {
      throw new Error(`${file} cannot be read. Delete ${this.path} to start afresh.`, {
        cause: error,
      });
    }
  }

  /**
   * Replaces the file in one step, so that a reader never sees half of it. A folder that was deleted
   * meanwhile is created again.
   */
  write(name: string, value: unknown): void {
    this.#create();
    const file = join(this.path, name);
    const draft = `${file}.${process.pid}.tmp`;
    writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, file);
  }

  #create(): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    chmodSync(this.path, 0o700);
  }
}
