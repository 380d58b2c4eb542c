import type { FastifyReply, FastifyRequest } from 'fastify';
import { isIntrospectionType, isObjectType, type GraphQLSchema } from 'graphql';
import { isPropertyRead } from './prepared/property-field.js';

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
 * Stops the execution of a request that has ended: no resolver starts after the deadline, or after
 * the client has left. graphql-js itself would go on, and run all fields of a mutation in turn.
 * Reading a property is not work.
 */
export function stopWithRequest(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const { resolve } = field;
      if (!resolve || isPropertyRead(resolve)) continue;
      field.resolve = (source, args, context: EndingContext | undefined, info) => {
        context?.req?.lifetime?.throwIfEnded();
        return resolve(source, args, context, info);
      };
    }
  }
  return schema;
}
