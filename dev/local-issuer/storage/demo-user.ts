import type { UserProfile } from './user-profile.js';

/** Somebody who can sign in at the local issuer. */
export interface DemoUser {
  readonly profile: UserProfile;
  readonly password: string;
  /** What makes this user interesting, in one line. */
  readonly description: string;
  /** Permissions for the API, as Auth0's role-based access control grants them. */
  readonly permissions: readonly string[];
}
