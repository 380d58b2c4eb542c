import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import { ownerOfAddress, priceOfDocument, REFUSAL_POINTS } from '../../http/rate-limit/points.js';
import { stateOf } from '../../http/request-state.js';
import type { OperationPoints } from '../cost/operation-points.js';

/**
 * Lets the address of a request pay for what comes before the guard: a document that is not known to
 * be valid, and a token that is refused.
 *
 * @param isKnown whether a document was found valid before
 */
export function countPoints(
  handler: RouteHandlerMethod,
  points: OperationPoints | undefined,
  isKnown: (source: string) => boolean,
): RouteHandlerMethod {
  if (!points?.isCounted) return handler;
  return async function (request, reply) {
    const source = readSource(request);
    if (source !== undefined && !isKnown(source)) {
      const refusal = await points.take(ownerOfAddress(request.ip), priceOfDocument(source));
      if (refusal) throw refusal.originalError ?? refusal;
    }
    try {
      return (await handler.call(this, request, reply)) as unknown;
    } finally {
      // The guard did not take them.
      if (stateOf(request).points !== undefined) {
        points.charge(ownerOfAddress(request.ip), REFUSAL_POINTS);
      }
    }
  };
}

/** Adds what the caller has left to what the address has left. */
export function writeQuota(
  request: FastifyRequest,
  reply: FastifyReply,
  _: unknown,
  done: () => void,
): void {
  const { quota } = stateOf(request);
  if (quota) {
    append(reply, 'ratelimit-policy', quota.policy);
    append(reply, 'ratelimit', quota.left);
  }
  done();
}

function append(reply: FastifyReply, name: string, value: string): void {
  const present = reply.getHeader(name);
  void reply.header(name, present === undefined ? value : `${String(present)}, ${value}`);
}

function readSource({ body, query }: FastifyRequest): string | undefined {
  const { query: source } = (body ?? query ?? {}) as { readonly query?: unknown };
  return typeof source === 'string' ? source : undefined;
}
