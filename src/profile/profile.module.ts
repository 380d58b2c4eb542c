import { Module } from '@nestjs/common';
import { AuthModule } from '../platform/auth/index.js';
import { REDIS } from '../platform/redis/index.js';
import { Metrics } from '../platform/telemetry/index.js';
import { createProfileStore } from './cache/create-profile-store.js';
import { ProfileCache } from './cache/profile-cache.js';
import { ProfileSources } from './sources/profile-sources.js';
import { ProfileStore } from './cache/profile-store.js';
import { declareProfileMetrics } from './profile.metrics.js';
import { ProfileChanges } from './profile-changes.js';
import { ProfileResolver } from './profile.resolver.js';
import { ProfileService } from './profile.service.js';
import { ProfileSettings } from './profile.settings.js';

/** The caller's profile, and where it comes from. */
@Module({
  imports: [AuthModule],
  providers: [
    ProfileChanges,
    ProfileResolver,
    ProfileService,
    ProfileSources,
    { provide: ProfileStore, inject: [ProfileSettings, REDIS], useFactory: createProfileStore },
    {
      provide: ProfileCache,
      inject: [ProfileStore, ProfileSettings],
      useFactory: (store: ProfileStore, { profileCacheSeconds }: ProfileSettings) =>
        new ProfileCache(store, profileCacheSeconds * 1000),
    },
  ],
  exports: [ProfileService],
})
export class ProfileModule {
  constructor(metrics: Metrics) {
    declareProfileMetrics(metrics);
  }
}
