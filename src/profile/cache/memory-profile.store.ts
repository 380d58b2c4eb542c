import { LRUCache } from 'lru-cache';
import { ProfileStore, type ProfileEntry, type StoredProfile } from './profile-store.js';

const MAXIMUM_ENTRIES = 50_000;
const MAXIMUM_BYTES = 32 * 1024 * 1024;
const UNKNOWN: StoredProfile = { version: '', entry: undefined };

/** In this process: the least recently used goes first. */
export class MemoryProfileStore extends ProfileStore {
  readonly #profiles: LRUCache<string, StoredProfile>;

  /** @param lifetimeMs after which an entry is dropped, during an outage as well */
  constructor(lifetimeMs: number) {
    super();
    this.#profiles = new LRUCache({
      max: MAXIMUM_ENTRIES,
      maxSize: MAXIMUM_BYTES,
      sizeCalculation: ({ entry }) => 200 + (entry ? JSON.stringify(entry).length : 0),
      ttl: lifetimeMs,
    });
  }

  override read(key: string): Promise<StoredProfile> {
    return Promise.resolve(this.#profiles.get(key) ?? UNKNOWN);
  }

  override write(key: string, entry: ProfileEntry): Promise<void> {
    const { version } = this.#profiles.get(key) ?? UNKNOWN;
    this.#profiles.set(key, { version, entry });
    return Promise.resolve();
  }

  override invalidate(key: string, version: string): Promise<void> {
    this.#profiles.set(key, { version, entry: undefined });
    return Promise.resolve();
  }

  clear(): void {
    this.#profiles.clear();
  }
}
