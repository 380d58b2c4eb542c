import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFieldResolver } from 'graphql';
import { RequestLifetime } from '../http/request-lifetime.js';
import { stateOf } from '../http/request-state.js';

/** A resolver, as Nest makes it of a method. */
export type Resolve = GraphQLFieldResolver<unknown, GraphQLContext | undefined>;

interface GraphQLContext {
  readonly req?: object;
}

/**
 * Answers a request with 503 when its time is over, whatever it waits for. The HTTP exception filter
 * writes the answer.
 */
export function answerAtDeadline(request: FastifyRequest, reply: FastifyReply): void {
  const state = stateOf(request);
  // Without the edge in front of it, a request has no time limit.
  if (!(state.lifetime instanceof RequestLifetime)) return;
  state.lifetime.onDeadline((reason) => {
    if (reply.sent) return;
    if (state.operation) state.operation = { ...state.operation, code: reason.code };
    void reply.send(reason);
  });
}

/**
 * Stops the work of a request that has ended: no resolver starts after the deadline, or after the
 * client has left. graphql-js itself would go on, and run all fields of a mutation in turn.
 */
export function stopWithRequest(resolve: Resolve): Resolve {
  return (source, args, context, info) => {
    if (context?.req) stateOf(context.req).lifetime?.throwIfEnded();
    return resolve(source, args, context, info);
  };
}
