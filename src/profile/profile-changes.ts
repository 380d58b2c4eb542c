import { Injectable } from '@nestjs/common';
import type { Caller } from '../platform/auth/index.js';
import { LiveChannel } from '../platform/live/index.js';
import type { User } from './user.model.js';

/** Profiles that have changed, each for its own user alone. */
@Injectable()
export class ProfileChanges extends LiveChannel<User> {
  protected readonly name = 'profile-changes';

  /** The key of the caller's events: unique among all issuers. */
  static keyOf({ issuer, subject }: Caller): string {
    return JSON.stringify([issuer.url, subject]);
  }
}
