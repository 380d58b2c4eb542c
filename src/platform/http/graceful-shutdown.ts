import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings.js';

const POLL_MS = 20;
/**
 * After so many looks without a request, none is on its way on an open connection. A time would also pass
 * while the machine gives neither this process nor its clients a moment.
 */
const QUIET_POLLS = 12;

/** For connections that wait to be accepted: more come all the time where there is much to do. */
const MAXIMUM_TURNS = 1_000;

/** Says whether this process has begun to shut down and should get no new work. */
@Injectable()
export class ShutdownState {
  readonly #listeners: (() => void)[] = [];
  #isShuttingDown = false;

  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  /** Calls back when the shutdown begins, before anything is closed. */
  onShutdown(listener: () => void): void {
    this.#listeners.push(listener);
  }

  beginShutdown(): void {
    if (this.#isShuttingDown) return;
    this.#isShuttingDown = true;
    for (const listener of this.#listeners) listener();
  }
}

/**
 * Ends a process without dropping a request that it accepted. First, readiness is 503 and every
 * answer closes its connection. Then the process stops listening and answers what it has accepted.
 * When the grace is over, it cuts off the rest.
 */
export class GracefulShutdown {
  readonly #logger = new Logger('API');
  readonly #server: Server;
  readonly #shutdownState: ShutdownState;
  readonly #graceMs: number;
  #running = 0;
  #accepted = 0;
  #quietPolls = 0;
  /** Once for each request, by Node's contract; `once()` would cost a wrapper for each. */
  readonly #onEnd = () => {
    this.#running -= 1;
    this.#quietPolls = 0;
  };

  constructor(
    private readonly app: NestFastifyApplication,
    { shutdownGraceSeconds }: Settings,
  ) {
    this.#server = app.getHttpServer() as Server;
    this.#shutdownState = app.get(ShutdownState);
    this.#graceMs = shutdownGraceSeconds * 1000;
    this.#server.on('connection', () => (this.#accepted += 1));
    this.#server.prependListener('request', (_, response) => {
      this.#running += 1;
      if (this.#shutdownState.isShuttingDown) response.setHeader('connection', 'close');
      response.on('close', this.#onEnd);
    });
  }

  async run(): Promise<void> {
    const startedAt = performance.now();
    this.#logger.log(
      `Shutting down; requests in flight: ${this.#running}, grace: ${this.#graceMs / 1000} s`,
    );
    this.#shutdownState.beginShutdown();
    await this.#until(() => this.#running === 0, startedAt + this.#graceMs / 2);
    await this.#acceptWaiting();
    // Node's own close() would also cut idle connections, on which a request may be on its way.
    NetServer.prototype.close.call(this.#server);
    await this.#until(() => this.#looksQuiet(), startedAt + this.#graceMs);
    const unfinished = this.#running;
    this.#server.closeAllConnections();
    await this.app.close();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    this.#logger.log(`Shut down after ${seconds} s; requests cut off: ${unfinished}`);
  }

  /**
   * Node accepts one connection in a turn, and the operating system resets those that still wait when a
   * process stops listening, although their clients have sent a request by then.
   */
  async #acceptWaiting(): Promise<void> {
    for (let turn = 0, before = -1; turn < MAXIMUM_TURNS && before !== this.#accepted; turn += 1) {
      before = this.#accepted;
      await nextTurn();
    }
  }

  #looksQuiet(): boolean {
    this.#quietPolls += 1;
    return this.#running === 0 && this.#quietPolls > QUIET_POLLS;
  }

  async #until(isTrue: () => boolean, endsAt: number): Promise<void> {
    while (!isTrue() && performance.now() < endsAt) {
      await pause(POLL_MS);
      // Requests that have arrived in the meantime are read first.
      await nextTurn();
    }
  }
}
