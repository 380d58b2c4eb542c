import { Injectable, Module } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { rule, shield } from 'graphql-shield';
import { callerOfRequest } from '../platform/auth/index.js';
import { SchemaWrapper } from '../platform/graphql/index.js';
import { ApiException } from '../platform/http/index.js';

const REFUSAL = new ApiException({
  status: 403,
  code: 'NOT_A_MEMBER',
  message: 'Only members may read this.',
});

const isMember = rule({ cache: 'no_cache' })(
  (_source, _args, { req }: { req: object }) =>
    callerOfRequest(req)?.claims['member'] === true || REFUSAL,
);

@Injectable()
class MemberRules extends SchemaWrapper {
  override wrap(schema: GraphQLSchema): GraphQLSchema {
    const rules = shield({ Query: { minutes: isMember } }, { allowExternalErrors: true });
    return applyMiddleware(schema, rules) as GraphQLSchema;
  }
}

@Resolver()
class MinutesResolver {
  @Query(() => String, { description: 'Of the last meeting, for members. Needs an access token.' })
  minutes(): string {
    return 'All agreed.';
  }
}

@Module({ providers: [MemberRules, MinutesResolver] })
export class ShieldModule {}
