import KeyvRedis, { createClient } from '@keyv/redis';
import { Keyv } from 'keyv';
import { settleBefore } from '../upstream/deadline.js';
import { ProfileStore, type ProfileEntry, type StoredProfile } from './profile-store.js';

const NAMESPACE = 'profile';
/** A cache that is slower than this is worth less than none, in milliseconds. */
const TIMEOUT_MS = 500;
const RECONNECT_MS = 500;

/** In Redis, for all replicas. Every method fails fast when Redis does not answer. */
export class RedisProfileStore extends ProfileStore {
  readonly #client;
  readonly #keyv: Keyv;

  constructor(
    url: string,
    private readonly lifetimeMs: number,
  ) {
    super();
    this.#client = createClient({
      url,
      // Waiting in a queue for Redis to come back would keep callers waiting.
      disableOfflineQueue: true,
      socket: { connectTimeout: TIMEOUT_MS, reconnectStrategy: () => RECONNECT_MS },
    });
    // Each failure comes back from the command that met it; unheard, the event would be fatal.
    this.#client.on('error', () => undefined);
    this.#keyv = new Keyv({
      store: new KeyvRedis(this.#client, { throwOnErrors: true, connectionTimeout: TIMEOUT_MS }),
      namespace: NAMESPACE,
      throwOnErrors: true,
    });
    this.#keyv.on('error', () => undefined);
  }

  /** Rejects when Redis does not answer. */
  async ping(): Promise<void> {
    if (!this.#client.isOpen) await inTime(this.#client.connect());
    await inTime(this.#client.ping());
  }

  override async read(key: string): Promise<StoredProfile> {
    const [version, entry] = await inTime(
      this.#keyv.getMany<string | ProfileEntry>([versionOf(key), key]),
    );
    return {
      version: typeof version === 'string' ? version : '',
      entry: typeof entry === 'object' ? entry : undefined,
    };
  }

  override async write(key: string, entry: ProfileEntry): Promise<void> {
    await inTime(this.#keyv.set(key, entry, this.lifetimeMs));
  }

  override async invalidate(key: string, version: string): Promise<void> {
    // Outlives every entry that was fetched under an earlier version.
    await inTime(this.#keyv.set(versionOf(key), version, 2 * this.lifetimeMs));
  }

  onModuleDestroy(): void {
    if (this.#client.isOpen) this.#client.destroy();
  }
}

function versionOf(key: string): string {
  return `${key}:version`;
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return settleBefore(AbortSignal.timeout(TIMEOUT_MS), answer);
}
