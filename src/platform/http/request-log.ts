import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Identity, Pseudonyms } from '../logging/pseudonyms.js';
import { requests, type RequestRecord } from './http.metrics.js';
import { createLineWriter } from './request-line.js';

const WELL_FORMED_ID = /^[\w.:-]{1,128}$/;

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** What GraphQL did for a request. */
export interface OperationRecord {
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
export function createRequestLog(
  fastify: FastifyInstance,
  logger: Logger,
  pseudonyms: Pseudonyms,
): (request: FastifyRequest, reply: FastifyReply) => void {
  fastify.decorateRequest('operation', undefined);
  fastify.decorateRequest('reason', undefined);
  // Here because all requests should have one shape; `platform/auth` sets it.
  fastify.decorateRequest('user', undefined);
  const writeLine = createLineWriter(logger);
  return (request, reply) => {
    const startedAt = performance.now();
    reply.raw.on('close', () => {
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      const record = describe(request, reply, durationMs, pseudonyms);
      writeLine(record);
      if (requests.isObserved) requests.publish(record);
    });
  };
}

function describe(
  request: FastifyRequest,
  reply: FastifyReply,
  durationMs: number,
  pseudonyms: Pseudonyms,
): RequestRecord {
  // Set by `platform/auth`, once it knows who sent the request.
  const { user } = request as { readonly user?: Identity };
  const isGone = !reply.raw.writableFinished;
  const status = isGone ? 499 : reply.statusCode;
  const { operation, reason } = request;
  const target = operation?.target ?? request.routeOptions.url ?? 'unknown path';
  const record: Mutable<RequestRecord> = {
    id: request.id,
    operation: operation?.operation ?? target,
    target,
    code: isGone || !operation ? codeOf(status) : operation.code,
    status,
    durationMs,
  };
  if (reason && !isGone) record.reason = reason;
  if (user) record.subject = pseudonyms.of(user);
  return record;
}

/** For what GraphQL did not answer. 499 is nginx's status for a client that closed its connection. */
function codeOf(status: number): string {
  if (status === 499) return 'CLIENT_CLOSED_REQUEST';
  return status < 400 ? 'OK' : `HTTP_${status}`;
}
