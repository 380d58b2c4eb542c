import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { AccessChangeLog } from './access-change-log.js';
import type { AccessChange } from './access-change.js';

const PERIOD_MS = 1_000;
/** After this time without a successful read, what was read before no longer counts as current. */
const CURRENT_FOR_MS = 2_000;
/** After this time an operator has to know. */
const OLD_SECONDS = 5;

type Listener = (change: AccessChange) => void;

/** Hears that the whole list is read anew, such as that of a restored database. */
export interface ListListener {
  /** Each change that still counts follows. */
  renew(): void;
  /** All of them have come. */
  confirm(): void;
}

/** Reads once a second what any replica recorded, and tells its listeners. */
@Injectable()
export class AccessChangeFeed implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger(AccessChangeFeed.name);
  readonly #listeners = new Set<Listener>();
  readonly #listListeners = new Set<ListListener>();
  readonly #startedAt = performance.now();
  #position: string | undefined;
  /** When the read began that has delivered everything. */
  #readAt: number | undefined;
  /** When the read began that has delivered some pages. */
  #readingSince: number | undefined;
  #isWhole = false;
  #isOld = false;
  #timer: NodeJS.Timeout | undefined;
  #isEnding = false;

  constructor(private readonly log: AccessChangeLog) {}

  /** True while every change that is older than 2 s was delivered. */
  get isCurrent(): boolean {
    return this.#readAt !== undefined && performance.now() - this.#readAt < CURRENT_FOR_MS;
  }

  /** False as long as there is a list that was never read. */
  get isReady(): boolean {
    return this.#readAt !== undefined || !this.log.isKept;
  }

  /** Seconds since the last complete read began; undefined before the first. */
  get ageSeconds(): number | undefined {
    return this.#readAt === undefined ? undefined : (performance.now() - this.#readAt) / 1000;
  }

  /** Each change comes at least once, and those of one account in their order. */
  subscribe(listener: Listener, list?: ListListener): void {
    this.#listeners.add(listener);
    if (list) this.#listListeners.add(list);
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

  /** Tells the listeners of this process at once; the next read may bring the changes again. */
  tell(changes: readonly AccessChange[]): void {
    for (const change of changes) {
      for (const listener of this.#listeners) listener(change);
    }
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => {
      this.#read()
        // The database itself logs its outage once.
        .catch((error: unknown) => this.#logger.debug(String(error)))
        .finally(() => {
          this.#reportAge();
          if (!this.#isEnding) this.#schedule(PERIOD_MS);
        });
    }, delayMs).unref();
  }

  /** A page that was read stays read where the next one fails. */
  async #read(): Promise<void> {
    for (let isLast = false; !isLast && !this.#isEnding;) {
      this.#readingSince ??= performance.now();
      const page = await this.log.read(this.#position);
      if (page.isFirst) this.#beginList();
      this.tell(page.changes);
      this.#position = page.position;
      ({ isLast } = page);
    }
    this.#readAt = this.#readingSince;
    this.#readingSince = undefined;
    if (this.#isWhole) this.#listListeners.forEach((list) => list.confirm());
    this.#isWhole = false;
  }

  #beginList(): void {
    this.#isWhole = true;
    this.#listListeners.forEach((list) => list.renew());
  }

  #reportAge(): void {
    const age = (performance.now() - (this.#readAt ?? this.#startedAt)) / 1000;
    const isOld = age > OLD_SECONDS;
    if (isOld === this.#isOld) return;
    this.#isOld = isOld;
    if (isOld) {
      this.#logger.warn(
        `The list of revocations is ${Math.round(age)} s old: callers who signed out since then are accepted. Check the database`,
      );
    } else this.#logger.log('The list of revocations is current again');
  }
}
