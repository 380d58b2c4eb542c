import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { AccountRow } from './accounts.table.js';
import { isRole, permissionsOf, ROLE_NAMES, ROLES, type Role } from './roles.js';

export const RoleEnum = Object.fromEntries(ROLE_NAMES.map((name) => [name, name])) as Record<
  Role,
  Role
>;
registerEnumType(RoleEnum, {
  name: 'Role',
  description: 'What an account may do beyond the permissions of its access tokens.',
  valuesMap: ROLES,
});

export enum AccountStatus {
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
}
registerEnumType(AccountStatus, {
  name: 'AccountStatus',
  description: 'Whether an account may be used.',
  valuesMap: {
    ACTIVE: { description: 'It may be used.' },
    SUSPENDED: { description: 'Its requests are answered with `FORBIDDEN`.' },
  },
});

@ObjectType({
  description:
    "This application's own record of a user: one for each issuer and subject, never linked by e-mail address.",
})
export class Account {
  @Field(() => ID, { description: 'A UUID that never changes.' })
  id!: string;

  @Field(() => String, { description: 'The issuer of its access tokens.' })
  issuer!: string;

  @Field(() => String, { description: 'Its subject there: the claim `sub`.' })
  subject!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "The user's name, copied from the access token at most once a minute; null where `ACCOUNT_NAME_CLAIM` names no claim, or the token has none.",
  })
  name!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The user's e-mail address, copied like the name: `ACCOUNT_EMAIL_CLAIM`. It never says who the account belongs to.",
  })
  email!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the issuer has verified `email`; null without one.',
  })
  emailVerified!: boolean | null;

  @Field(() => AccountStatus, { description: 'Whether it may be used.' })
  status!: AccountStatus;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it is suspended, for administrators; null where it is not, and in `myAccountChanged`.',
  })
  suspensionReason!: string | null;

  @Field(() => [RoleEnum], { description: 'Its roles.' })
  roles!: Role[];

  @Field(() => [String], { description: 'What its roles grant.' })
  permissions!: string[];

  @Field(() => GraphQLISODateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, {
    description: 'When it last asked for its account; written at most once a minute.',
  })
  lastSeenAt!: Date;
}

export function toAccount(row: AccountRow): Account {
  const roles = row.roles.filter(isRole).sort();
  return {
    id: row.id,
    issuer: row.issuer,
    subject: row.subject,
    name: row.name,
    email: row.email,
    emailVerified: row.emailVerified,
    status: row.suspendedAt ? AccountStatus.SUSPENDED : AccountStatus.ACTIVE,
    suspensionReason: row.suspensionReason,
    roles,
    permissions: [...permissionsOf(roles)].sort(),
    createdAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
  };
}
