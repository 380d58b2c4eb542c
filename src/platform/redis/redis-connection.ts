import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { createClient, ErrorReply } from '@redis/client';
import { withDeadline } from '../upstream/deadline.js';

/** Milliseconds: a slower cache costs more than it saves. */
const TIMEOUT_MS = 500;
const PROBE_MS = 500;

export type RedisClient = ReturnType<typeof createClient>;

/**
 * The one connection of this process to Redis. Commands fail fast while Redis is unavailable; one
 * line says so, another one that it is back, and the connection is retried meanwhile.
 */
export class RedisConnection implements OnModuleInit, OnModuleDestroy {
  readonly client: RedisClient;
  readonly #logger = new Logger('Redis');
  readonly #beforeReturn: (() => Promise<void>)[] = [];
  #isUp = true;
  #isEnded = false;
  #probe: NodeJS.Timeout | undefined;

  constructor(url: string) {
    this.client = createClient({
      url,
      // A queue would keep callers waiting until Redis is back.
      disableOfflineQueue: true,
      socket: { connectTimeout: TIMEOUT_MS, reconnectStrategy: () => PROBE_MS },
    });
    // Each command reports its own failure; without a listener the event would end the process.
    this.client.on('error', () => undefined);
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** An unreachable Redis does not keep the API from starting. */
  async onModuleInit(): Promise<void> {
    await this.run(() => this.#connect()).catch(() => undefined);
  }

  onModuleDestroy(): void {
    this.#isEnded = true;
    clearInterval(this.#probe);
    if (this.client.isOpen) this.client.destroy();
  }

  /**
   * Runs commands. After the first failure Redis counts as unavailable, unless Redis refuses one
   * command for what its key holds.
   *
   * @throws the failure, or a time-out
   */
  async run<T>(commands: () => Promise<T>): Promise<T> {
    if (!this.#isUp) throw new Error('Redis is unavailable');
    try {
      return await inTime(commands());
    } catch (error) {
      if (!isAboutKey(error)) this.#goDown(error);
      throw error;
    }
  }

  /** Registers work to do when Redis is back, before any other command. */
  beforeReturn(work: () => Promise<void>): void {
    this.#beforeReturn.push(work);
  }

  async #connect(): Promise<void> {
    if (!this.client.isOpen) await inTime(this.client.connect());
    await inTime(this.client.ping());
  }

  #goDown(error: unknown): void {
    // The end of the process fails what is under way, and is not an outage.
    if (!this.#isUp || this.#isEnded) return;
    this.#isUp = false;
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    this.#logger.warn(
      `Redis does not answer${code}: this process keeps its own cache and counts until it does`,
    );
    this.#probe = setInterval(() => void this.#tryAgain(), PROBE_MS).unref();
  }

  async #tryAgain(): Promise<void> {
    try {
      await this.#connect();
      for (const work of this.#beforeReturn) await inTime(work());
    } catch {
      return;
    }
    if (this.#isUp) return;
    clearInterval(this.#probe);
    this.#isUp = true;
    this.#logger.log('Redis answers again');
  }
}

/** The kind of error comes first in a reply: any other, such as LOADING, is about the server. */
function isAboutKey(error: unknown): boolean {
  return error instanceof ErrorReply && /^(?:ERR|WRONGTYPE) /.test(error.message);
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return withDeadline(TIMEOUT_MS, answer);
}
