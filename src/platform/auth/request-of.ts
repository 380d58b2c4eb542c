import type { IncomingMessage } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { Caller } from './caller.js';

/** What authentication needs of Fastify's request, and who sent it once the guard let it pass. */
export interface AuthenticatedRequest {
  readonly raw: IncomingMessage;
  user?: Caller;
}

/** The HTTP request behind a resolver or a route: the one place that knows both contexts. */
export function requestOf(context: ExecutionContext): AuthenticatedRequest {
  return context.getType<'graphql' | 'http'>() === 'graphql'
    ? GqlExecutionContext.create(context).getContext<{ req: AuthenticatedRequest }>().req
    : context.switchToHttp().getRequest<AuthenticatedRequest>();
}
