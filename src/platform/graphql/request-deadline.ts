import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLFieldResolver } from 'graphql';

/** A resolver, as Nest makes it of a method. */
export type Resolve = GraphQLFieldResolver<unknown, EndingContext | undefined>;

/** The part of a GraphQL context that says whether its request has ended. */
interface EndingContext {
  readonly req?: { readonly lifetime?: { throwIfEnded(): void } };
}

/**
 * Answers a request with 503 when its time is over, whatever it waits for. The HTTP exception filter
 * writes the answer.
 */
export function answerAtDeadline(request: FastifyRequest, reply: FastifyReply): void {
  // Without the edge in front of it, a request has no time limit.
  (request as Partial<FastifyRequest>).lifetime?.onDeadline((reason) => {
    if (reply.sent) return;
    if (request.operation) request.operation = { ...request.operation, code: reason.code };
    void reply.send(reason);
  });
}

/**
 * Stops the work of a request that has ended: no resolver starts after the deadline, or after the
 * client has left. graphql-js itself would go on, and run all fields of a mutation in turn.
 */
export function stopWithRequest(resolve: Resolve): Resolve {
  return (source, args, context, info) => {
    context?.req?.lifetime?.throwIfEnded();
    return resolve(source, args, context, info);
  };
}
