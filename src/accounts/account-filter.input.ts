import { Field, InputType } from '@nestjs/graphql';
import { AccountStatus, RoleEnum } from './account.model.js';
import type { Role } from './roles.js';

@InputType({ description: 'Which accounts to list; of several conditions all have to hold.' })
export class AccountFilter {
  @Field(() => String, { nullable: true, description: 'Accounts of this issuer.' })
  issuer?: string | null;

  @Field(() => String, { nullable: true, description: 'Accounts with exactly this subject.' })
  subject?: string | null;

  @Field(() => RoleEnum, { nullable: true, description: 'Accounts with this role.' })
  role?: Role | null;

  @Field(() => AccountStatus, { nullable: true, description: 'Accounts with this status.' })
  status?: AccountStatus | null;
}
