import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Identity, Pseudonyms } from '../logging/pseudonyms.js';
import { requests } from './http.metrics.js';

/** What GraphQL did for a request. */
interface OperationRecord {
  readonly operation: string;
  /** Undefined where no valid operation was found. */
  readonly target: string | undefined;
  /** `OK`, or the `extensions.code` of the first error. */
  readonly code: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined where GraphQL had no part in the request. */
    operation: OperationRecord | undefined;
  }
}

/**
 * One line for each request: its id, what was asked, how it ended, how long it took in
 * milliseconds, and a pseudonym of who asked. No header, no variable and no address.
 */
export function registerRequestLog(
  fastify: FastifyInstance,
  logger: Logger,
  pseudonyms: Pseudonyms,
): void {
  fastify.decorateRequest('operation', undefined);
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown path';
    const {
      operation,
      code,
      target = route,
    } = request.operation ?? {
      operation: route,
      code: reply.statusCode < 400 ? 'OK' : `HTTP_${reply.statusCode}`,
    };
    // Put there by `platform/auth`, once it knows who sent the request.
    const { user } = request as { readonly user?: Identity };
    const record = {
      id: request.id,
      operation,
      code,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      ...(user ? { subject: pseudonyms.of(user) } : {}),
    };
    // A probe every few seconds is no news.
    logger[record.operation.startsWith('/health/') ? 'debug' : 'info'](record, 'request');
    if (requests.isObserved) requests.publish({ ...record, target });
    done();
  });
}
