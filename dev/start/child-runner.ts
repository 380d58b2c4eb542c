import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { PROJECT_FOLDER } from '../project.js';
import type { Environment } from '../configured-provider.js';

const EXIT_WITH_PARENT = new URL('exit-with-parent.mjs', import.meta.url).href;
const IMPATIENCE_MS = 1000;
const REMINDER_MS = 3000;

/** How a child process ended, and what it printed where its output was kept. */
export interface ChildResult {
  readonly code: number;
  readonly output: string;
}

interface ChildOptions {
  readonly env?: Environment;
  /** Keeps the output instead of passing it through. */
  readonly isQuiet?: boolean;
  /** Repeats a signal until the child ends: Nest's watch mode loses it while it restarts. */
  readonly isForgetful?: boolean;
}

/** Runs Node programs one after the other, and takes the running one along when told to stop. */
export class ChildRunner {
  private child: ChildProcess | undefined;
  private isForgetful = false;
  private stoppedAt: number | undefined;

  constructor() {
    process.on('SIGINT', () => this.stop('SIGINT'));
    process.on('SIGTERM', () => this.stop('SIGTERM'));
    process.on('SIGHUP', () => this.stop('SIGTERM'));
    process.on('exit', () => this.killGroup());
    this.stopWithParent(process.ppid);
  }

  get isStopping(): boolean {
    return this.stoppedAt !== undefined;
  }

  /** Starts a program and waits for its end. */
  async run(args: readonly string[], options: ChildOptions = {}): Promise<ChildResult> {
    if (this.isStopping) return { code: 0, output: '' };
    const output: string[] = [];
    this.isForgetful = options.isForgetful ?? false;
    const stdio = options.isQuiet ? 'pipe' : 'inherit';
    this.child = spawn(process.execPath, ['--import', EXIT_WITH_PARENT, ...args], {
      cwd: PROJECT_FOLDER,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', stdio, stdio, 'ipc'],
      // A group of its own: Ctrl+C reaches the child through us alone, and so only once.
      detached: true,
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
    }
    const [code] = (await once(this.child, 'close')) as [number | null];
    this.child = undefined;
    return { code: code ?? 1, output: output.join('') };
  }

  /** Passes the signal on once; whoever repeats it a while later does not want to wait. */
  private stop(signal: NodeJS.Signals): void {
    if (this.stoppedAt === undefined) {
      this.stoppedAt = Date.now();
      this.child?.kill(signal);
      if (this.isForgetful) setInterval(() => this.child?.kill(signal), REMINDER_MS).unref();
    } else if (Date.now() - this.stoppedAt > IMPATIENCE_MS) {
      this.killGroup();
    }
  }

  private killGroup(): void {
    try {
      if (this.child?.pid) process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }

  /** A wrapper such as npm's shell can be killed without passing anything on. */
  private stopWithParent(parent: number): void {
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      this.stop('SIGTERM');
    }, IMPATIENCE_MS).unref();
  }
}
