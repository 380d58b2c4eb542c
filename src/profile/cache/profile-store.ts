import type { Profile } from '../sources/profile-source.js';

/** A profile, or the knowledge that it does not exist, as of one moment. */
export interface ProfileEntry {
  /** The version that its key had when the profile was asked for. */
  readonly version: string;
  /** Null for a user who is gone. */
  readonly profile: Profile | null;
  /** Milliseconds since the epoch. */
  readonly fetchedAt: number;
}

export interface StoredProfile {
  /** Changes with every update; an entry of another version is too old. Empty before the first. */
  readonly version: string;
  readonly entry: ProfileEntry | undefined;
}

/** Keeps profiles by key, and beside each the version that says whether it still holds. */
export abstract class ProfileStore {
  abstract read(key: string): Promise<StoredProfile>;
  abstract write(key: string, entry: ProfileEntry): Promise<void>;
  /** From now on only entries of this version hold. */
  abstract invalidate(key: string, version: string): Promise<void>;
}
