import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { MemoryProfileStore } from './memory-profile.store.js';
import { ProfileStore, type ProfileEntry, type StoredProfile } from './profile-store.js';
import type { RedisProfileStore } from './redis-profile.store.js';

const PROBE_MS = 500;

/**
 * Redis while it answers, this process's memory while it does not. What was updated meanwhile is
 * invalidated in Redis before it is read again, so that no old value comes back with it.
 */
export class ResilientProfileStore extends ProfileStore {
  readonly #logger = new Logger('Redis');
  readonly #missedUpdates = new Set<string>();
  #isUp = true;
  #probe: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: RedisProfileStore,
    private readonly memory: MemoryProfileStore,
  ) {
    super();
  }

  /** An unreachable Redis does not keep the API from starting. */
  async onModuleInit(): Promise<void> {
    await this.redis.ping().catch((error: unknown) => this.#goDown(error));
  }

  onModuleDestroy(): void {
    clearInterval(this.#probe);
    this.redis.onModuleDestroy();
  }

  /** Is what this replica keeps seen by the others? */
  get isShared(): boolean {
    return this.#isUp;
  }

  override read(key: string): Promise<StoredProfile> {
    return this.#run((store) => store.read(key));
  }

  override write(key: string, entry: ProfileEntry): Promise<void> {
    return this.#run((store) => store.write(key, entry));
  }

  override async invalidate(key: string, version: string): Promise<void> {
    await this.#run((store) => {
      if (store === this.memory) this.#missedUpdates.add(key);
      return store.invalidate(key, version);
    });
  }

  async #run<T>(use: (store: ProfileStore) => Promise<T>): Promise<T> {
    if (!this.#isUp) return use(this.memory);
    try {
      return await use(this.redis);
    } catch (error) {
      this.#goDown(error);
      return use(this.memory);
    }
  }

  #goDown(error: unknown): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    const why = error instanceof Error ? error.message : 'unknown error';
    this.#logger.warn(`${why}; profiles are cached in this process until Redis answers again`);
    this.#probe = setInterval(() => void this.#tryAgain(), PROBE_MS).unref();
  }

  async #tryAgain(): Promise<void> {
    try {
      await this.redis.ping();
      for (const key of this.#missedUpdates) {
        await this.redis.invalidate(key, randomUUID());
        this.#missedUpdates.delete(key);
      }
    } catch {
      return;
    }
    if (this.#isUp) return;
    clearInterval(this.#probe);
    this.#isUp = true;
    this.memory.clear();
    this.#logger.log('Redis answers again');
  }
}
