import { Injectable } from '@nestjs/common';
import { requireUser, type Caller } from '../platform/auth/index.js';
import { checkMetadata } from './metadata-rules.js';
import { ProfileCache } from './cache/profile-cache.js';
import type { Profile } from './sources/profile-source.js';
import { ProfileSources } from './sources/profile-sources.js';
import { UserBlockedException } from './user-blocked.exception.js';
import type { Metadata, User } from './user.model.js';

/** Reads and changes profiles on behalf of a caller. Other features may inject it. */
@Injectable()
export class ProfileService {
  constructor(
    private readonly sources: ProfileSources,
    private readonly cache: ProfileCache,
  ) {}

  /**
   * The caller's own profile.
   *
   * @throws UserRequiredException for an application
   * @throws UserBlockedException for a user whom the issuer blocks
   */
  async readOwn(caller: Caller): Promise<User> {
    requireUser(caller);
    return unlessBlocked(await this.cache.get(this.sources.of(caller).queryOwn(caller)));
  }

  /**
   * A profile at the caller's own issuer, of a blocked user as well. The permission `read:users` is
   * for the resolver to ask for.
   *
   * @throws ForbiddenException where the issuer has no Management API
   */
  async readById(caller: Caller, id: string): Promise<User> {
    return (await this.cache.get(this.sources.of(caller).queryById(id))).user;
  }

  /**
   * Merges into the caller's own metadata and returns the changed profile. A blocked user changes
   * nothing, as far as the cached profile knows.
   *
   * @throws BadRequestException for metadata that Auth0 would refuse or spoil
   */
  async updateOwnMetadata(caller: Caller, metadata: Metadata): Promise<User> {
    requireUser(caller);
    checkMetadata(metadata);
    const source = this.sources.of(caller);
    const update = source.updateOwnMetadata(caller, metadata);
    const query = source.queryOwn(caller);
    const check = async () => unlessBlocked(await this.cache.get(query));
    return unlessBlocked(await this.cache.update(update, check));
  }
}

function unlessBlocked({ user, isBlocked }: Profile): User {
  if (isBlocked) throw new UserBlockedException();
  return user;
}
