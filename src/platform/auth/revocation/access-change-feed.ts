import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { AccessChange } from './access-change.js';
import { AccessChangeLog } from './access-change-log.js';

const PERIOD_MS = 1_000;
/** After this time without a successful read, what was read before no longer counts as current. */
const CURRENT_FOR_MS = 2_000;

/** Reads once a second what any replica recorded, and tells its listeners. */
@Injectable()
export class AccessChangeFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(AccessChangeFeed.name);
  readonly #listeners = new Set<(change: AccessChange) => void>();
  #position: string | undefined;
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;

  constructor(private readonly log: AccessChangeLog) {}

  /** True while every change that is older than 2 s was delivered. */
  get isCurrent(): boolean {
    return performance.now() - this.#readAt < CURRENT_FOR_MS;
  }

  /** False as long as there is a list that was never read. */
  get isReady(): boolean {
    return this.#position !== undefined || !this.log.isKept;
  }

  /** Seconds since the last read began; undefined before the first. */
  get ageSeconds(): number | undefined {
    return this.#readAt === -Infinity ? undefined : (performance.now() - this.#readAt) / 1000;
  }

  /** Each change comes at least once, and those of one account in their order. */
  subscribe(listener: (change: AccessChange) => void): void {
    this.#listeners.add(listener);
  }

  onApplicationBootstrap(): void {
    if (this.log.isKept) this.start();
  }

  /** For a log that begins later, such as that of an embedded database: starts to read it. */
  start(): void {
    if (this.#timer || this.#isEnding) return;
    this.#schedule(0);
  }

  onApplicationShutdown(): void {
    this.#isEnding = true;
    clearTimeout(this.#timer);
  }

  /** Delivers now what is recorded by now. Where that fails, the next read makes up for it. */
  async refresh(): Promise<void> {
    // A read that is under way may have begun before the change that the caller is after.
    await this.#reading?.catch(() => undefined);
    await this.#readOnce().catch((error: unknown) => this.#logger.debug(String(error)));
    this.start();
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#readOnce()
        // The database itself says once that it is away.
        .catch((error: unknown) => this.#logger.debug(String(error)))
        .finally(() => {
          if (!this.#isEnding) this.#schedule(PERIOD_MS);
        });
    }, delayMs).unref();
  }

  #readOnce(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<void> {
    const startedAt = performance.now();
    const deliver = (changes: readonly AccessChange[]) => {
      for (const change of changes) {
        for (const listener of this.#listeners) listener(change);
      }
    };
    this.#position =
      this.#position === undefined
        ? await this.log.readActive(deliver)
        : await this.log.readSince(this.#position, deliver);
    this.#readAt = startedAt;
  }
}
