import type { RedisConnection } from '../../platform/redis/index.js';
import type { ProfileSettings } from '../profile.settings.js';
import { MemoryProfileStore } from './memory-profile.store.js';
import { STALE_FOR_MS } from './profile-cache.js';
import type { ProfileStore } from './profile-store.js';

/** Redis where there is one, and this process's memory otherwise. */
export async function createProfileStore(
  { profileCacheSeconds }: ProfileSettings,
  redis: RedisConnection | undefined,
): Promise<ProfileStore> {
  const lifetimeMs = Math.max(profileCacheSeconds * 1000, STALE_FOR_MS);
  if (!redis) return new MemoryProfileStore(lifetimeMs);
  const { ResilientProfileStore } = await import('./resilient-profile.store.js');
  return new ResilientProfileStore(redis, lifetimeMs);
}
