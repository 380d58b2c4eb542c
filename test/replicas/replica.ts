import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { findFreePort } from '../support/api-process.js';
import { until } from '../support/until.js';

const COUNTER = './test/replicas/count-connections.mjs';

/** What a process saw of its own connections, from its start to its end. */
export interface ConnectionCounts {
  readonly connections: number;
  readonly requests: number;
  readonly answers: number;
  /** Of these, to `readiness`. */
  readonly probes: number;
  /** Accepted and closed before a request was read. */
  readonly connectionsWithoutRequest: number;
}

/** A built API in production that can end and start again on the same port. */
export class Replica {
  /** Everything that its processes printed. */
  output = '';
  #process: ChildProcess | undefined;
  #startOfOutput = 0;
  #answeredProbes = 0;

  private constructor(
    readonly port: number,
    private readonly env: Record<string, string>,
  ) {}

  static async start(env: Record<string, string>): Promise<Replica> {
    const replica = new Replica(await findFreePort(), env);
    await replica.start();
    return replica;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Resolves once it is ready. */
  async start(): Promise<void> {
    this.#startOfOutput = this.output.length;
    this.#answeredProbes = 0;
    const child = spawn(process.execPath, ['--import', COUNTER, 'dist/main.js'], {
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(this.port),
        ...this.env,
      },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.#process = child;
    await until('the replica is ready', async () => {
      if (child.exitCode !== null) throw new Error(`The replica did not start: ${this.output}`);
      return (await this.readiness()) === 200;
    });
  }

  /** The status of its readiness, on a connection of its own; undefined without an answer. */
  async readiness(): Promise<number | undefined> {
    return fetch(`http://${this.address}/health/ready`, { headers: { connection: 'close' } }).then(
      async (response) => {
        await response.arrayBuffer();
        this.#answeredProbes += 1;
        return response.status;
      },
      () => undefined,
    );
  }

  /** Counts of the last process; a killed process leaves none. */
  get counts(): ConnectionCounts {
    const [, counts] = /^COUNTS (.*)$/m.exec(this.output.slice(this.#startOfOutput)) ?? [];
    if (!counts) throw new Error('The process left no counts.');
    return { ...(JSON.parse(counts) as ConnectionCounts), probes: this.#answeredProbes };
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** The exit code, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    const child = this.#process;
    if (!child) return null;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    return child.exitCode ?? child.signalCode;
  }

  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    this.signal(signal);
    return this.ended();
  }
}
