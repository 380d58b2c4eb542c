import { Injectable } from '@nestjs/common';
import { requireUser, type Caller } from '../platform/auth/index.js';
import { checkMetadata } from './metadata-rules.js';
import { ProfileCache } from './cache/profile-cache.js';
import { ProfileSources } from './sources/profile-sources.js';
import type { Metadata, User } from './user.model.js';

@Injectable()
export class ProfileService {
  constructor(
    private readonly sources: ProfileSources,
    private readonly cache: ProfileCache,
  ) {}

  readOwn(caller: Caller): Promise<User> {
    requireUser(caller);
    return this.cache.get(this.sources.of(caller).queryOwn(caller));
  }

  /** A profile at the caller's own issuer. */
  readById(caller: Caller, id: string): Promise<User> {
    return this.cache.get(this.sources.of(caller).queryById(id));
  }

  updateOwnMetadata(caller: Caller, metadata: Metadata): Promise<User> {
    requireUser(caller);
    checkMetadata(metadata);
    return this.cache.update(this.sources.of(caller).updateOwnMetadata(caller, metadata));
  }
}
