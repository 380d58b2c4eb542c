import { Field, GraphQLISODateTime, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { RoleEnum } from './account.model.js';
import type { AccountEventRow } from './accounts.table.js';
import { isRole, type Role } from './roles.js';

export enum AccountAction {
  ROLE_GRANTED = 'ROLE_GRANTED',
  ROLE_REVOKED = 'ROLE_REVOKED',
  SUSPENDED = 'SUSPENDED',
  REINSTATED = 'REINSTATED',
  SIGNED_OUT = 'SIGNED_OUT',
}
registerEnumType(AccountAction, {
  name: 'AccountAction',
  description: 'What was done to an account.',
  valuesMap: {
    ROLE_GRANTED: { description: 'It was granted a role.' },
    ROLE_REVOKED: { description: 'It lost a role.' },
    SUSPENDED: { description: 'It was suspended.' },
    REINSTATED: { description: 'Its suspension ended.' },
    SIGNED_OUT: { description: 'Every access token that it had until then was revoked.' },
  },
});

/** How many of them an account shows. */
export const LATEST_EVENTS = 50;

@ObjectType({ description: 'One change of the roles or the status of an account.' })
export class AccountEvent {
  @Field(() => ID, { description: 'Identifies the event.' })
  id!: string;

  @Field(() => AccountAction, { description: 'What was done.' })
  action!: AccountAction;

  @Field(() => RoleEnum, { nullable: true, description: 'The role that it is about.' })
  role!: Role | null;

  @Field(() => String, { nullable: true, description: 'Why.' })
  reason!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The issuer of who did it; null for the operator's command.",
  })
  actorIssuer!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The subject of who did it; null for the operator's command.",
  })
  actorSubject!: string | null;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  at!: Date;
}

export function toAccountEvent(row: AccountEventRow): AccountEvent {
  const { id, action, role, reason, actorIssuer, actorSubject, at } = row;
  return {
    ...{ reason, actorIssuer, actorSubject, at },
    id: String(id),
    action: action as AccountAction,
    role: role !== null && isRole(role) ? role : null,
  };
}
