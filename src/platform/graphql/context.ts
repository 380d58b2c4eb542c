import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * The GraphQL context of a request over HTTP, as Nest's documentation has it. A resolver takes it
 * whole, as `@Context() { res }`: Nest awaits each parameter, and a reply of Fastify can be awaited
 * until it is sent, so that `@Context('res')` waits for its own answer.
 * https://fastify.dev/docs/latest/Reference/Reply/#then
 */
export interface HttpContext {
  readonly req: FastifyRequest;
  readonly res: FastifyReply;
}

export function contextOf(request: FastifyRequest, reply: FastifyReply): HttpContext {
  return { req: request, res: reply };
}
