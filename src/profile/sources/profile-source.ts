import type { Caller } from '../../platform/auth/index.js';
import type { Waiters } from '../../platform/upstream/index.js';
import type { Metadata, User } from '../user.model.js';

/** What a source knows about a user: what the API shows, and what it acts on without showing it. */
export interface Profile {
  readonly user: User;
  /** True for a user whom the issuer does not let sign in any more. */
  readonly isBlocked: boolean;
}

/** One profile that a caller may read, and how to get it. */
export interface ProfileQuery {
  /** The user's identifier at the issuer. A cached profile of any other user is not served. */
  readonly id: string;
  /** Identifies the cache entry. Undefined for a profile that costs no call and is not cached. */
  readonly key: string | undefined;
  /** Queries with the same share key share one upstream call. */
  readonly shareKey: string;
  /** True while other calls wait: a caller with an older profile should make do with that. */
  readonly isBusy: boolean;
  fetch(waiters: Waiters): Promise<Profile>;
}

/** One change of a profile that a caller may make. */
export interface ProfileUpdate {
  readonly key: string;
  /** Returns the changed profile. */
  send(waiters: Waiters): Promise<Profile>;
}

/**
 * The source of the profiles of one issuer's users. It refuses what a caller may not do before any
 * cache is read.
 *
 * Its queries throw `NotFoundException` for a user who is gone, `UnauthenticatedException` when
 * the issuer no longer accepts the caller's token, and `UnavailableException` during an outage.
 */
export abstract class ProfileSource {
  /** For the log, such as `Auth0 Management API at https://…/`. */
  abstract readonly name: string;

  abstract queryOwn(caller: Caller): ProfileQuery;

  /** @throws ForbiddenException where this source has only the caller's own profile */
  abstract queryById(id: string): ProfileQuery;

  /**
   * Merges at the first level; null removes a key.
   *
   * @throws ForbiddenException where this source cannot change metadata
   */
  abstract updateOwnMetadata(caller: Caller, metadata: Metadata): ProfileUpdate;
}
