/* `hello`, `secret` and `me` by Nest's decorators. */
import { Field, ID, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { HELLO, SECRET, type Claims } from './environment.js';
import { CurrentCaller, Public } from './nest-auth.js';
import { readProfile } from './profiles.js';

@Resolver()
export class GreetingResolver {
  @Public()
  @Query(() => String)
  hello(): string {
    return HELLO;
  }

  @Query(() => String)
  secret(): string {
    return SECRET;
  }
}

@ObjectType()
export class User {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  nickname?: string | null;

  @Field(() => String, { nullable: true })
  email?: string | null;

  @Field(() => Boolean, { nullable: true })
  emailVerified?: boolean | null;

  @Field(() => String, { nullable: true })
  picture?: string | null;
}

@Resolver()
export class ProfileResolver {
  @Query(() => User)
  me(@CurrentCaller() { sub }: Claims): User {
    return readProfile(sub);
  }
}
