/* Pages of accounts by Nest's decorators. */
import { Args, ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { listAccounts, type AccountPage } from './accounts.js';
import type { Claims } from './environment.js';
import { CurrentCaller } from './nest-auth.js';

enum AccountStatus {
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
}
registerEnumType(AccountStatus, { name: 'AccountStatus' });

@InputType()
class AccountFilter {
  @Field(() => AccountStatus, { nullable: true })
  status?: AccountStatus | null;
}

@ArgsType()
class PageArgs {
  @Field(() => Int, { defaultValue: 20 })
  first!: number;

  @Field(() => String, { nullable: true })
  after?: string | null;

  @Field(() => AccountFilter, { nullable: true })
  filter?: AccountFilter | null;
}

@ObjectType()
class Account {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  subject!: string;

  @Field(() => String, { nullable: true })
  name!: string | null;

  @Field(() => String, { nullable: true })
  email!: string | null;

  @Field(() => [String])
  roles!: string[];

  @Field(() => AccountStatus)
  status!: AccountStatus;

  @Field(() => Date)
  createdAt!: Date;

  @Field(() => Date)
  lastSeenAt!: Date;
}

@ObjectType()
class AccountEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Account)
  node!: Account;
}

@ObjectType()
class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

@ObjectType()
class AccountConnection {
  @Field(() => [AccountEdge])
  edges!: AccountEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@Resolver()
export class AccountResolver {
  @Query(() => AccountConnection)
  accounts(@Args() page: PageArgs, @CurrentCaller() caller: Claims): Promise<AccountPage> {
    return listAccounts(caller, page);
  }
}
