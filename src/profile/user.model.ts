import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { GraphQLJSONObject } from 'graphql-scalars';

export type Metadata = Record<string, unknown>;

/** Auth0's normalised user profile, without private and internal attributes. */
@ObjectType({
  description:
    "A user's profile, as the issuer of the access token keeps it: Auth0's normalised profile, or the standard claims of OpenID Connect. A field is null where the source does not say.",
})
export class User {
  @Field(() => ID, {
    description:
      "The user's identifier, unique within its issuer: `user_id` at Auth0, `sub` elsewhere.",
  })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Full name.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Casual name.' })
  nickname!: string | null;

  @Field(() => String, { nullable: true, description: 'Given name.' })
  givenName!: string | null;

  @Field(() => String, { nullable: true, description: 'Family name.' })
  familyName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name for signing in, where the connection uses one.',
  })
  username!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  email!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Has the user shown to own the e-mail address?',
  })
  emailVerified!: boolean | null;

  @Field(() => String, { nullable: true, description: 'Phone number in E.164 form.' })
  phoneNumber!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Has the user shown to own the phone number?',
  })
  phoneVerified!: boolean | null;

  @Field(() => String, { nullable: true, description: "Address of the user's picture." })
  picture!: string | null;

  @Field(() => String, { nullable: true, description: 'When the user was created: ISO 8601, UTC.' })
  createdAt!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'When the profile was last changed: ISO 8601, UTC.',
  })
  updatedAt!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'When the user last signed in: ISO 8601, UTC.',
  })
  lastLogin!: string | null;

  @Field(() => Int, { nullable: true, description: 'How often the user has signed in.' })
  loginsCount!: number | null;

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description:
      "What the user chose to keep in the profile: Auth0's `user_metadata`; null where the source has none.",
  })
  userMetadata!: Metadata | null;
}
