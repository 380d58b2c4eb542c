import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';
import type { RedisClient } from '../../platform/redis/index.js';
import { readProfileEntry } from './profile-entry.schema.js';
import { ProfileStore, type ProfileEntry, type StoredProfile } from './profile-store.js';

const NAMESPACE = 'profile';

/** In Redis, for all replicas. */
export class RedisProfileStore extends ProfileStore {
  readonly #keyv: Keyv;

  constructor(
    client: RedisClient,
    private readonly lifetimeMs: number,
  ) {
    super();
    this.#keyv = new Keyv({
      store: new KeyvRedis(client, { throwOnErrors: true }),
      namespace: NAMESPACE,
      throwOnErrors: true,
    });
    // Each failure comes back from the call that met it; unheard, the event would be fatal.
    this.#keyv.on('error', () => undefined);
  }

  override async read(key: string): Promise<StoredProfile> {
    const [version, entry] = await this.#keyv.getMany<unknown>([versionOf(key), key]);
    return {
      version: typeof version === 'string' ? version : '',
      entry: readProfileEntry(entry),
    };
  }

  override async write(key: string, entry: ProfileEntry): Promise<void> {
    await this.#keyv.set(key, entry, this.lifetimeMs);
  }

  override async invalidate(key: string, version: string): Promise<void> {
    // Outlives every entry that was fetched under an earlier version.
    await this.#keyv.set(versionOf(key), version, 2 * this.lifetimeMs);
  }
}

function versionOf(key: string): string {
  return `${key}:version`;
}
