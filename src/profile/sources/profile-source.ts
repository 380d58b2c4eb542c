import type { Caller } from '../../platform/auth/index.js';
import type { Metadata, User } from '../user.model.js';

/**
 * Where the profiles of one issuer's users come from.
 *
 * Each method throws `NotFoundException` for a user who is gone, `ForbiddenException` for what this
 * source cannot do, and `UnavailableException` during an outage.
 */
export abstract class ProfileSource {
  /** For the log, such as `Auth0 Management API at https://…/`. */
  abstract readonly name: string;
  /**
   * The caller's own profile.
   *
   * @param canWait lets calls that cannot wait come first; then it is unavailable
   */
  abstract readOwn(caller: Caller, canWait?: boolean): Promise<User>;
  /** Anybody's profile. */
  abstract readById(id: string, canWait?: boolean): Promise<User>;
  /** Merges at the first level; null removes a key. Gives the changed profile. */
  abstract updateMetadata(id: string, metadata: Metadata): Promise<User>;
}
