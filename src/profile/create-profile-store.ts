import type { Settings } from '../config/settings.js';
import { MemoryProfileStore } from './memory-profile.store.js';
import { STALE_FOR_MS } from './profile-cache.js';
import type { ProfileStore } from './profile-store.js';

/** Redis where the settings name one, and this process's memory otherwise. */
export async function createProfileStore({
  redisUrl,
  profileCacheSeconds,
}: Settings): Promise<ProfileStore> {
  const lifetimeMs = Math.max(profileCacheSeconds * 1000, STALE_FOR_MS);
  const memory = new MemoryProfileStore(lifetimeMs);
  if (!redisUrl) return memory;
  // Imported late: most processes have no Redis.
  const [{ RedisProfileStore }, { ResilientProfileStore }] = await Promise.all([
    import('./redis-profile.store.js'),
    import('./resilient-profile.store.js'),
  ]);
  return new ResilientProfileStore(new RedisProfileStore(redisUrl, lifetimeMs), memory);
}
