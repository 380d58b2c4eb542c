import { Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { createClient } from '@keyv/redis';
import { settleBefore } from '../upstream/deadline.js';

/** A cache that is slower than this is worth less than none, in milliseconds. */
const TIMEOUT_MS = 500;
const PROBE_MS = 500;

export type RedisClient = ReturnType<typeof createClient>;

/**
 * The one connection of this process to Redis. Fails fast, says once that Redis is away and once
 * that it is back, and asks for it meanwhile.
 */
export class RedisConnection implements OnModuleInit, OnModuleDestroy {
  readonly client: RedisClient;
  readonly #logger = new Logger('Redis');
  readonly #beforeReturn: (() => Promise<void>)[] = [];
  #isUp = true;
  #probe: NodeJS.Timeout | undefined;

  constructor(url: string) {
    this.client = createClient({
      url,
      // Waiting in a queue for Redis to come back would keep callers waiting.
      disableOfflineQueue: true,
      socket: { connectTimeout: TIMEOUT_MS, reconnectStrategy: () => PROBE_MS },
    });
    // Each failure comes back from the command that met it; unheard, the event would be fatal.
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
    clearInterval(this.#probe);
    if (this.client.isOpen) this.client.destroy();
  }

  /**
   * Runs commands; from the first failure on Redis counts as away.
   *
   * @throws what failed, or that it took too long
   */
  async run<T>(commands: () => Promise<T>): Promise<T> {
    if (!this.#isUp) throw new Error('Redis is away');
    try {
      return await inTime(commands());
    } catch (error) {
      this.#goDown(error);
      throw error;
    }
  }

  /** Work that is to be done when Redis answers again, before anything else is asked of it. */
  beforeReturn(work: () => Promise<void>): void {
    this.#beforeReturn.push(work);
  }

  async #connect(): Promise<void> {
    if (!this.client.isOpen) await inTime(this.client.connect());
    await inTime(this.client.ping());
  }

  #goDown(error: unknown): void {
    if (!this.#isUp) return;
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

function inTime<T>(answer: Promise<T>): Promise<T> {
  return settleBefore(AbortSignal.timeout(TIMEOUT_MS), answer);
}
