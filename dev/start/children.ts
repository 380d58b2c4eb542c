import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { TYPE_CHECKER } from '../build/check-types.js';
import type { Environment } from '../configured-provider.js';
import { PROJECT_FOLDER } from '../project.js';

const EXIT_WITH_PARENT = new URL('exit-with-parent.mjs', import.meta.url).href;
const IMPATIENCE_MS = 1000;

/** A running Node program. */
export interface Child {
  /** Its exit code, as soon as it has ended. */
  readonly ended: Promise<number>;
  /** Asks it to end, and waits for that. */
  stop(): Promise<unknown>;
}

/** The Node programs that this process runs. They end with it, however it ends. */
export class Children {
  private readonly running = new Set<ChildProcess>();
  private stoppedAt: number | undefined;

  constructor() {
    process.on('SIGINT', () => this.stop('SIGINT'));
    process.on('SIGTERM', () => this.stop('SIGTERM'));
    process.on('SIGHUP', () => this.stop('SIGTERM'));
    process.on('exit', () => this.kill());
    this.stopWithParent(process.ppid);
  }

  get isStopping(): boolean {
    return this.stoppedAt !== undefined;
  }

  start(args: readonly string[], env: Environment = {}): Child {
    if (this.isStopping) return { ended: Promise.resolve(0), stop: () => Promise.resolve() };
    const child = spawn(process.execPath, ['--import', EXIT_WITH_PARENT, ...args], {
      cwd: PROJECT_FOLDER,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // A group of its own: Ctrl+C reaches the child through us alone, and so only once.
      detached: true,
    });
    this.running.add(child);
    const ended = once(child, 'close').then(([code]) => {
      this.running.delete(child);
      return typeof code === 'number' ? code : 1;
    });
    const stop = () => {
      child.kill('SIGTERM');
      return ended;
    };
    return { ended, stop };
  }

  /** Passes the first signal on; another one a while later ends everything at once. */
  private stop(signal: NodeJS.Signals): void {
    if (this.stoppedAt === undefined) {
      this.stoppedAt = Date.now();
      for (const child of this.running) child.kill(signal);
    } else if (Date.now() - this.stoppedAt > IMPATIENCE_MS) {
      this.kill();
    }
  }

  private kill(): void {
    for (const { pid } of this.running) {
      try {
        if (pid) process.kill(-pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
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

/** The built API. */
export function startApi(children: Children, env: Environment): Child {
  return children.start(['--enable-source-maps', 'dist/main.js'], env);
}

/** Shows wrong types beside the API, and stops nothing. */
export function watchTypes(children: Children): Child {
  return children.start([...TYPE_CHECKER, '--watch', '--preserveWatchOutput']);
}
