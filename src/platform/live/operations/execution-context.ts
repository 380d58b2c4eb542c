import type { ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { LIVE_REPLY } from './live-reply.js';
import type { LiveRequest } from './live-request.js';

/** A resolver that a guard judges. */
type Target = Pick<ExecutionContext, 'getClass' | 'getHandler'>;

/** The GraphQL context over a socket, with the members that it has over HTTP. */
export function contextFor(request: LiveRequest) {
  return { req: request, res: LIVE_REPLY };
}

/** What a guard sees of a resolver, outside of a call to it. */
export function executionContextFor(request: LiveRequest, target: Target): ExecutionContext {
  const context = new ExecutionContextHost(
    [undefined, {}, contextFor(request), undefined],
    target.getClass(),
    target.getHandler(),
  );
  context.setType('graphql');
  return context;
}
