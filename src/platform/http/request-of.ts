import type { ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import type { GraphQLResolveInfo } from 'graphql';

interface GraphQLContext {
  readonly req: FastifyRequest;
}

type FieldArguments = [unknown, unknown, GraphQLContext, GraphQLResolveInfo | undefined];

/** The HTTP request behind a resolver or a route: the one place that knows both contexts. */
export function requestOf(context: ExecutionContext): FastifyRequest {
  return context.getType<'graphql' | 'http'>() === 'graphql'
    ? graphqlContextOf(context).req
    : context.switchToHttp().getRequest<FastifyRequest>();
}

/** Nest finds out what it was called for by all kinds of types, which costs 3 % of a request. */
function graphqlContextOf(context: ExecutionContext): GraphQLContext {
  const { length, 2: third, 3: info } = context.getArgs<FieldArguments>();
  const isField = length === 4 && info?.fieldName !== undefined;
  return isField ? third : GqlExecutionContext.create(context).getContext<GraphQLContext>();
}
