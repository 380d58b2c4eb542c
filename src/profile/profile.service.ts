import { Injectable } from '@nestjs/common';
import { requireUser, Revocations, type Caller } from '../platform/auth/index.js';
import type { Waiter } from '../platform/upstream/index.js';
import { checkMetadata } from './metadata-rules.js';
import { ProfileCache } from './cache/profile-cache.js';
import { ProfileChanges } from './profile-changes.js';
import type { Profile } from './sources/profile-source.js';
import { ProfileSources } from './sources/profile-sources.js';
import { UserBlockedException } from './user-blocked.exception.js';
import type { Metadata, User } from './user.model.js';

/** Or a function that makes it when it is needed: a fresh profile needs none. */
type Signal = AbortSignal | (() => AbortSignal);

/**
 * Reads and changes profiles on behalf of a caller. A signal says how long the answer is wanted: a
 * call that has not begun when it ends is not made.
 */
@Injectable()
export class ProfileService {
  constructor(
    private readonly sources: ProfileSources,
    private readonly cache: ProfileCache,
    private readonly changes: ProfileChanges,
    private readonly revocations: Revocations,
  ) {}

  /**
   * The caller's own profile.
   *
   * @throws UserRequiredException for an application
   * @throws UserBlockedException for a user whom the issuer blocks
   */
  async readOwn(caller: Caller, signal?: Signal): Promise<User> {
    requireUser(caller);
    const query = this.sources.of(caller).queryOwn(caller);
    return unlessBlocked(await this.cache.get(query, new CallerWaiter(caller, signal)));
  }

  /**
   * A profile at the caller's own issuer, of a blocked user as well. Checks no permission: the
   * resolver asks for one.
   *
   * @throws ForbiddenException where the issuer has no Management API
   */
  async readById(caller: Caller, id: string, signal?: Signal): Promise<User> {
    const query = this.sources.of(caller).queryById(id);
    return (await this.cache.get(query, new CallerWaiter(caller, signal))).user;
  }

  /**
   * Merges into the caller's own metadata and returns the changed profile. A blocked user changes
   * nothing, as far as the cached profile knows, and neither does one who has signed out meanwhile.
   *
   * @throws BadRequestException for metadata that Auth0 would refuse or spoil
   */
  async updateOwnMetadata(caller: Caller, metadata: Metadata, signal?: AbortSignal): Promise<User> {
    requireUser(caller);
    checkMetadata(metadata);
    const source = this.sources.of(caller);
    const update = source.updateOwnMetadata(caller, metadata);
    const check = () => {
      this.revocations.check(caller);
      return this.readOwn(caller, signal);
    };
    const user = unlessBlocked(
      await this.cache.update(update, new CallerWaiter(caller, signal), check),
    );
    this.changes.publish(caller.key, user);
    return user;
  }
}

/** A class, because a getter of an object literal costs V8 a hidden class for each object. */
class CallerWaiter implements Waiter {
  readonly caller: string;

  constructor(
    { key }: Caller,
    private readonly given: Signal | undefined,
  ) {
    this.caller = key;
  }

  get signal(): AbortSignal | undefined {
    return typeof this.given === 'function' ? this.given() : this.given;
  }
}

function unlessBlocked({ user, isBlocked }: Profile): User {
  if (isBlocked) throw new UserBlockedException();
  return user;
}
