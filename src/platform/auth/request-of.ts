import type { IncomingMessage } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import { requestOf as httpRequestOf } from '../http/request-of.js';
import type { Caller } from './caller.js';

/** What authentication needs of Fastify's request, and what the guard adds to it. */
export interface AuthenticatedRequest {
  readonly raw: IncomingMessage;
  /** One for all protected fields of the request. */
  verdict?: boolean | Promise<boolean>;
  /** Who sent it, once the guard let it pass. */
  user?: Caller;
}

/** The HTTP request behind a resolver or a route. */
export function requestOf(context: ExecutionContext): AuthenticatedRequest {
  return httpRequestOf(context);
}
