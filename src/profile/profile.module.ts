import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { Settings } from '../config/settings.js';
import { MemoryProfileStore } from './memory-profile.store.js';
import { ProfileCache, STALE_FOR_MS } from './profile-cache.js';
import { ProfileSources } from './profile-sources.js';
import { ProfileResolver } from './profile.resolver.js';
import { ProfileService } from './profile.service.js';

/** The caller's profile, and where it comes from. */
@Module({
  imports: [AuthModule],
  providers: [
    ProfileResolver,
    ProfileService,
    ProfileSources,
    {
      provide: ProfileCache,
      inject: [Settings],
      useFactory: ({ profileCacheSeconds }: Settings) => {
        const freshForMs = profileCacheSeconds * 1000;
        return new ProfileCache(
          new MemoryProfileStore(Math.max(freshForMs, STALE_FOR_MS)),
          freshForMs,
        );
      },
    },
  ],
})
export class ProfileModule {}
