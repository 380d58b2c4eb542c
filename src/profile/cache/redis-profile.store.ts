import type { RedisClient } from '../../platform/redis/index.js';
import { readProfileEntry } from './profile-entry.schema.js';
import { ProfileStore, type ProfileEntry, type StoredProfile } from './profile-store.js';

/** In Redis, for all replicas. */
export class RedisProfileStore extends ProfileStore {
  constructor(
    private readonly client: RedisClient,
    private readonly lifetimeMs: number,
  ) {
    super();
  }

  override async read(key: string): Promise<StoredProfile> {
    const [version, entry] = await this.client.mGet([versionOf(key), entryOf(key)]);
    return { version: version ?? '', entry: readProfileEntry(entry ?? 'null') };
  }

  override async write(key: string, entry: ProfileEntry): Promise<void> {
    await this.#set(entryOf(key), JSON.stringify(entry), this.lifetimeMs);
  }

  override async invalidate(key: string, version: string): Promise<void> {
    // Outlives every entry that was fetched under an earlier version.
    await this.#set(versionOf(key), version, 2 * this.lifetimeMs);
  }

  async #set(name: string, text: string, lifetimeMs: number): Promise<void> {
    await this.client.set(name, text, { expiration: { type: 'PX', value: lifetimeMs } });
  }
}

function entryOf(key: string): string {
  return `profile:${key}`;
}

function versionOf(key: string): string {
  return `profile:${key}:version`;
}
