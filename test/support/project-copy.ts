import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTemporaryFolder, type TemporaryFolder } from './temporary-folder.js';

const PARTS = [
  ...['src', 'dev', 'package.json', 'schema.gql', '.swcrc', 'migrations'],
  ...['tsconfig.json', 'tsconfig.build.json'],
];
/** Less than a test may take, so that the failure shows the output. */
const PATIENCE_MS = 100_000;

/** A copy of what the development commands work on, which a test may change. */
export class ProjectCopy {
  private readonly processes: CopyProcess[] = [];

  private constructor(private readonly folder: TemporaryFolder) {}

  static create(): ProjectCopy {
    const folder = createTemporaryFolder('project');
    for (const part of PARTS) cpSync(part, join(folder.path, part), { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder.path, 'node_modules'));
    return new ProjectCopy(folder);
  }

  has(path: string): boolean {
    return existsSync(join(this.folder.path, path));
  }

  read(path: string): string {
    return readFileSync(join(this.folder.path, path), 'utf8');
  }

  edit(path: string, change: (text: string) => string): void {
    const text = this.has(path) ? this.read(path) : '';
    const file = join(this.folder.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, change(text));
  }

  remove(path: string): void {
    rmSync(join(this.folder.path, path), { recursive: true, force: true });
  }

  /** Runs one of the commands of `dev`, on free ports unless `env` names others. */
  run(args: readonly string[], env: Record<string, string> = {}): CopyProcess {
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
      cwd: this.folder.path,
      env: { PATH: process.env['PATH'], PORT: '0', LOCAL_ISSUER_PORT: '0', ...env },
    });
    const started = new CopyProcess(child);
    this.processes.push(started);
    return started;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
    this.folder.remove();
  }
}

/** A command that runs in a copy. */
export class CopyProcess {
  output = '';
  private readonly closed: Promise<unknown>;

  constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.closed = once(child, 'close');
  }

  /** Its exit code. */
  async end(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }

  /** What matches in the output, as soon as it is printed. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      const isOver = this.child.exitCode !== null || Date.now() > giveUpAt;
      if (isOver) throw new Error(`${String(pattern)} was not printed:\n${this.output}`);
      await sleep(50);
    }
  }

  stop(): Promise<number | null> {
    this.child.kill('SIGINT');
    return this.end();
  }
}
