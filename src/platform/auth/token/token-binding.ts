import type { Caller } from '../caller.js';
import type { HeldRequest } from './credentials.js';

/**
 * Judges whether a client holds the key that its access token is bound to. A global module provides it;
 * without one every token is a bearer token, and one that is bound is refused.
 */
export abstract class TokenBinding {
  /**
   * Judges each request, after all else: the token is verified, and may be remembered.
   *
   * @returns no promise where nothing is waited for
   * @throws UnauthenticatedException
   */
  abstract check(caller: Caller, request: HeldRequest): true | Promise<true>;
}
