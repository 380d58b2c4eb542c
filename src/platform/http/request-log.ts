import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { requests } from './http.metrics.js';

/** What GraphQL did for a request. */
interface OperationRecord {
  readonly operation: string;
  /** Undefined where no valid operation was found. */
  readonly target: string | undefined;
  /** `OK`, or the `extensions.code` of the first error. */
  readonly code: string;
}

/** What the log needs of the caller that `platform/auth` puts on the request. */
interface Pseudonymous {
  readonly pseudonym: string;
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
export function registerRequestLog(fastify: FastifyInstance, logger: Logger): void {
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
    const subject = (request as { user?: Pseudonymous }).user?.pseudonym;
    const record = {
      id: request.id,
      operation,
      code,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      ...(subject ? { subject } : {}),
    };
    // A probe every few seconds is no news.
    logger[record.operation.startsWith('/health/') ? 'debug' : 'info'](record, 'request');
    if (requests.isObserved) requests.publish({ ...record, target });
    done();
  });
}
