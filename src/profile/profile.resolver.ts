import { Args, ID, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import {
  type Caller,
  CurrentCaller,
  RequirePermissions,
  RequireUser,
} from '../platform/auth/index.js';
import { LateRequestSignal, RequestSignal } from '../platform/http/index.js';
import { ProfileChanges } from './profile-changes.js';
import { ProfileService } from './profile.service.js';
import { User, type Metadata } from './user.model.js';

@Resolver(() => User)
export class ProfileResolver {
  constructor(
    private readonly profiles: ProfileService,
    private readonly changes: ProfileChanges,
  ) {}

  @RequireUser()
  @Query(() => User, {
    description:
      "The caller's own profile. Needs a user's access token: `FORBIDDEN` for an application's and for a blocked user, `NOT_FOUND` when the user is gone, `SERVICE_UNAVAILABLE` when the issuer cannot be asked.",
  })
  me(
    @CurrentCaller() caller: Caller,
    @LateRequestSignal() signal: () => AbortSignal,
  ): Promise<User> {
    return this.profiles.readOwn(caller, signal);
  }

  @RequirePermissions('read:users')
  @Query(() => User, {
    description:
      "Anybody's profile at the caller's issuer. Needs the permission `read:users`: `FORBIDDEN` without it and at an issuer without a Management API, `NOT_FOUND` for an unknown user.",
  })
  user(
    @Args('id', {
      type: () => ID,
      description: "The user's identifier, such as `auth0|507f1f77bcf86cd799439020`.",
    })
    id: string,
    @CurrentCaller() caller: Caller,
    @RequestSignal() signal: AbortSignal,
  ): Promise<User> {
    return this.profiles.readById(caller, id, signal);
  }

  @RequireUser()
  @Mutation(() => User, {
    description:
      "Changes the caller's own `userMetadata` and gives the new profile. Needs a user's access token: `FORBIDDEN` for an application's, for a blocked user and at an issuer without a Management API. `BAD_USER_INPUT`, and nothing changes, for an empty object, a key with `.` or `$`, more than 16 KiB or more than 10 levels.",
  })
  updateMyMetadata(
    @Args('metadata', {
      type: () => GraphQLJSONObject,
      description:
        'Merged into the metadata at the first level: a nested object replaces what was there, null removes its key.',
    })
    metadata: Metadata,
    @CurrentCaller() caller: Caller,
    @RequestSignal() signal: AbortSignal,
  ): Promise<User> {
    return this.profiles.updateOwnMetadata(caller, metadata, signal);
  }

  @RequireUser()
  @Subscription(() => User, {
    description:
      "The caller's own profile, each time after `updateMyMetadata` at any replica. Needs a user's access token. What changes while no socket is open is not sent later.",
    resolve: (user: User) => user,
  })
  myProfileChanged(@CurrentCaller() caller: Caller): AsyncIterable<User> {
    return this.changes.subscribe(caller.key);
  }
}
