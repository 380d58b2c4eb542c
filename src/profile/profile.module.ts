import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { Settings } from '../config/settings.js';
import { REDIS } from '../redis/redis.token.js';
import { createProfileStore } from './create-profile-store.js';
import { ProfileCache } from './profile-cache.js';
import { ProfileSources } from './profile-sources.js';
import { ProfileStore } from './profile-store.js';
import { ProfileResolver } from './profile.resolver.js';
import { ProfileService } from './profile.service.js';

/** The caller's profile, and where it comes from. */
@Module({
  imports: [AuthModule],
  providers: [
    ProfileResolver,
    ProfileService,
    ProfileSources,
    { provide: ProfileStore, inject: [Settings, REDIS], useFactory: createProfileStore },
    {
      provide: ProfileCache,
      inject: [ProfileStore, Settings],
      useFactory: (store: ProfileStore, { profileCacheSeconds }: Settings) =>
        new ProfileCache(store, profileCacheSeconds * 1000),
    },
  ],
})
export class ProfileModule {}
