import { randomUUID } from 'node:crypto';
import type { RedisConnection } from '../../platform/redis/index.js';
import { MemoryProfileStore } from './memory-profile.store.js';
import { ProfileStore, type ProfileEntry, type StoredProfile } from './profile-store.js';
import { RedisProfileStore } from './redis-profile.store.js';

/**
 * Uses Redis while it answers, and the memory of this process while it does not. Profiles that were
 * updated meanwhile are invalidated in Redis before it is read again, so no old value comes back.
 */
export class ResilientProfileStore extends ProfileStore {
  readonly #shared: RedisProfileStore;
  readonly #own: MemoryProfileStore;
  readonly #missedUpdates = new Set<string>();

  constructor(
    private readonly redis: RedisConnection,
    lifetimeMs: number,
  ) {
    super();
    this.#shared = new RedisProfileStore(redis.client, lifetimeMs);
    this.#own = new MemoryProfileStore(lifetimeMs);
    redis.beforeReturn(() => this.#catchUp());
  }

  override read(key: string): Promise<StoredProfile> {
    return this.#use((store) => store.read(key));
  }

  override write(key: string, entry: ProfileEntry): Promise<void> {
    return this.#use((store) => store.write(key, entry));
  }

  override async invalidate(key: string, version: string): Promise<void> {
    await this.#use((store) => {
      if (store === this.#own) this.#missedUpdates.add(key);
      return store.invalidate(key, version);
    });
    // Redis may have come back just now, with its catching up behind it.
    const isMissed = this.redis.isUp && this.#missedUpdates.delete(key);
    if (!isMissed) return;
    const retry = this.redis.run(() => this.#shared.invalidate(key, version));
    await retry.catch(() => this.#missedUpdates.add(key));
  }

  async #use<T>(act: (store: ProfileStore) => Promise<T>): Promise<T> {
    if (!this.redis.isUp) return act(this.#own);
    return this.redis.run(() => act(this.#shared)).catch(() => act(this.#own));
  }

  async #catchUp(): Promise<void> {
    for (const key of this.#missedUpdates) {
      await this.#shared.invalidate(key, randomUUID());
      this.#missedUpdates.delete(key);
    }
    this.#own.clear();
  }
}
