import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Identity, Pseudonyms } from '../logging/pseudonyms.js';
import { requests, type RequestRecord } from './http.metrics.js';

const WELL_FORMED_ID = /^[\w.:-]{1,128}$/;

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
    /** `extensions.reason` of the first error. */
    reason: string | undefined;
  }
}

/** The caller's `X-Request-Id` if it is safe in a log line, else a new one. */
export function createRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && WELL_FORMED_ID.test(given) ? given : randomUUID();
}

/**
 * Writes one line for each request, once its answer is sent or its client is gone. It contains no
 * header, no variable and no address. Fastify's hook `onResponse` does not run for a client that
 * is gone.
 */
export function registerRequestLog(
  fastify: FastifyInstance,
  logger: Logger,
  pseudonyms: Pseudonyms,
): void {
  fastify.decorateRequest('operation', undefined);
  fastify.decorateRequest('reason', undefined);
  fastify.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    reply.raw.on('close', () => {
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      const { target, ...line } = describe(request, reply, durationMs, pseudonyms);
      // Probes come every few seconds.
      logger[target.startsWith('/health/') ? 'debug' : 'info'](line, 'request');
      if (requests.isObserved) requests.publish({ ...line, target });
    });
    done();
  });
}

function describe(
  request: FastifyRequest,
  reply: FastifyReply,
  durationMs: number,
  pseudonyms: Pseudonyms,
): RequestRecord {
  // Put there by `platform/auth`, once it knows who sent the request.
  const { user } = request as { readonly user?: Identity };
  const route = request.routeOptions.url ?? 'unknown path';
  const isGone = !reply.raw.writableFinished;
  const status = isGone ? 499 : reply.statusCode;
  const { operation = route, target = route, code = codeOf(status) } = request.operation ?? {};
  return {
    id: request.id,
    operation,
    target,
    code: isGone ? codeOf(status) : code,
    ...(request.reason && !isGone ? { reason: request.reason } : {}),
    status,
    durationMs,
    ...(user ? { subject: pseudonyms.of(user) } : {}),
  };
}

/** For what GraphQL did not answer. 499 is nginx's status for a client that closed its connection. */
function codeOf(status: number): string {
  if (status === 499) return 'CLIENT_CLOSED_REQUEST';
  return status < 400 ? 'OK' : `HTTP_${status}`;
}
