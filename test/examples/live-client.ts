import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A script of `examples/` that stays subscribed, in a process of its own. */
export class LiveClient {
  /** What it prints: events and answers, one in a line. */
  output = '';
  /** What it says about its socket. */
  messages = '';
  readonly #child: ChildProcess;

  constructor(name: string, env: Record<string, string>) {
    this.#child = spawn(process.execPath, [`examples/${name}.js`], {
      env: { PATH: process.env['PATH'], NO_COLOR: '1', ...env },
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.messages += chunk.toString()));
  }

  /** How often it has been connected. */
  get connections(): number {
    return this.messages.split('connected\n').length - 1;
  }

  /** Resolves when it holds; fails when the client gives up before. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#child.exitCode !== null) throw new Error(`It gave up: ${this.messages}`);
      await sleep(20);
    }
  }

  /** The exit code. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL');
      await once(this.#child, 'close');
    }
  }
}
