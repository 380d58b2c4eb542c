import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Owner {
  readonly pid: number;
  /** Tells two owners in one process apart. */
  readonly id: string;
}

/**
 * A lock file that names its owner's process. PGlite has no lock of its own: of two processes that
 * open one folder, each overwrites what the other wrote.
 */
export class FolderLock {
  readonly file: string;
  readonly #id = randomUUID();
  readonly #draft: string;

  constructor(private readonly folder: string) {
    this.file = join(folder, 'lock');
    this.#draft = join(folder, `lock.${this.#id}`);
  }

  /** The process that holds the lock. Undefined where it is free, ours, or its owner was killed. */
  get otherOwner(): number | undefined {
    const owner = readOwner(this.file);
    return owner && owner.id !== this.#id && isRunning(owner.pid) ? owner.pid : undefined;
  }

  /** Takes the lock, also that of a process that was killed. False where another one has it. */
  acquire(): boolean {
    if (this.otherOwner !== undefined) return false;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.#removeStale();
    writeFileSync(this.#draft, `${process.pid} ${this.#id}\n`);
    try {
      // A link fails where another process was faster; a rename would replace its lock.
      linkSync(this.#draft, this.file);
    } catch {
      // The last line finds out whose lock it is.
    } finally {
      rmSync(this.#draft, { force: true });
    }
    return readOwner(this.file)?.id === this.#id;
  }

  release(): void {
    if (readOwner(this.file)?.id === this.#id) rmSync(this.file, { force: true });
  }

  /** Moves it aside first: of several processes that find a stale lock, one gets to remove it. */
  #removeStale(): void {
    const aside = `${this.#draft}.stale`;
    try {
      renameSync(this.file, aside);
      const owner = readOwner(aside);
      // Another process took the lock since we looked.
      if (owner && owner.id !== this.#id && isRunning(owner.pid)) linkSync(aside, this.file);
    } catch {
      // It was free, or is taken again.
    } finally {
      rmSync(aside, { force: true });
    }
  }
}

function readOwner(file: string): Owner | undefined {
  try {
    const [pid, id] = readFileSync(file, 'utf8').trim().split(' ');
    return { pid: Number(pid), id: id ?? '' };
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    // Signal 0 only asks whether the process exists.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
