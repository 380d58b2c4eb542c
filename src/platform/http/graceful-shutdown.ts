import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings.js';
import { ShutdownState } from './shutdown-state.js';

const POLL_MS = 20;
/** An open connection without a request for so long has none on its way. */
const QUIET_MS = 250;

/**
 * Lets a process go without dropping a request that it accepted. First everybody is told: readiness
 * is 503, and every answer closes its connection. Then nobody new is let in, and those who are in
 * are answered. All within the grace, after which what is left is cut off.
 */
export class GracefulShutdown {
  readonly #server: Server;
  readonly #shutdownState: ShutdownState;
  readonly #graceMs: number;
  #running = 0;
  #quietSince = performance.now();

  constructor(
    private readonly app: NestFastifyApplication,
    { shutdownGraceSeconds }: Settings,
  ) {
    this.#server = app.getHttpServer() as Server;
    this.#shutdownState = app.get(ShutdownState);
    this.#graceMs = shutdownGraceSeconds * 1000;
    this.#server.prependListener('request', (_, response) => {
      this.#running += 1;
      if (this.#shutdownState.isShuttingDown) response.setHeader('connection', 'close');
      response.once('close', () => {
        this.#running -= 1;
        this.#quietSince = performance.now();
      });
    });
  }

  async run(): Promise<void> {
    const endsAt = performance.now() + this.#graceMs;
    this.#shutdownState.beginShutdown();
    await this.#until(() => this.#running === 0, performance.now() + this.#graceMs / 2);
    // Node's own close() would also cut idle connections, on which a request may be on its way.
    NetServer.prototype.close.call(this.#server);
    await this.#until(() => this.#isQuiet, endsAt);
    this.#server.closeAllConnections();
    await this.app.close();
  }

  get #isQuiet(): boolean {
    return this.#running === 0 && performance.now() - this.#quietSince >= QUIET_MS;
  }

  async #until(isTrue: () => boolean, endsAt: number): Promise<void> {
    while (!isTrue() && performance.now() < endsAt) await pause(POLL_MS);
  }
}
