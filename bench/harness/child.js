import { spawn } from 'node:child_process';
import { once } from 'node:events';

const STOP_MS = 15_000;
const ANSWER_MS = 900_000;
const running = new Set();

process.on('exit', () => running.forEach((child) => child.process.kill('SIGKILL')));

/** A Node process that answers messages. */
export class Child {
  #asked = new Map();
  #number = 0;
  output = '';

  constructor(args, { cwd, env = process.env }) {
    this.process = spawn(process.execPath, args, {
      cwd,
      env,
      // Reading a server's log would cost time on the measured machine.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    running.add(this);
    this.process.stderr.on('data', (chunk) => {
      this.output = (this.output + chunk).slice(-10_000);
    });
    this.process.on('message', (message) => this.#receive(message));
    this.process.on('exit', () => this.#ended());
    this.ready = new Promise((resolve) => (this.becomeReady = resolve));
  }

  get isRunning() {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  ask(message) {
    const id = (this.#number += 1);
    return new Promise((resolve, reject) => {
      if (!this.isRunning) return reject(new Error(`The process ended: ${this.output}`));
      const timer = setTimeout(() => reject(new Error('No answer.')), ANSWER_MS);
      this.#asked.set(id, { resolve, reject, timer });
      this.process.send({ id, ...message });
    });
  }

  async stop() {
    running.delete(this);
    if (!this.isRunning) return;
    const timer = setTimeout(() => this.process.kill('SIGKILL'), STOP_MS);
    this.process.kill('SIGTERM');
    await once(this.process, 'exit');
    clearTimeout(timer);
  }

  #receive({ id, result, error, ready }) {
    if (ready) return this.becomeReady(ready);
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    clearTimeout(asked?.timer);
    if (error) asked?.reject(new Error(error));
    else asked?.resolve(result);
  }

  #ended() {
    for (const { reject, timer } of this.#asked.values()) {
      clearTimeout(timer);
      reject(new Error(`The process ended: ${this.output}`));
    }
    this.#asked.clear();
  }
}
