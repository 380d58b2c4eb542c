import { Injectable } from '@nestjs/common';
import { LiveChannel } from '../platform/live/index.js';
import type { User } from './user.model.js';

/** Profiles that have changed, each for its own user alone. */
@Injectable()
export class ProfileChanges extends LiveChannel<User> {
  protected readonly name = 'profile-changes';
}
