import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Pseudonyms } from '../logging/pseudonyms.js';
import { requests, type RequestRecord } from './http.metrics.js';
import { stateOf } from './request-state.js';

const WELL_FORMED_ID = /^[\w.:-]{1,128}$/;

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
  logger: Logger,
  pseudonyms: Pseudonyms,
): (request: FastifyRequest, reply: FastifyReply) => void {
  return (request, reply) => {
    const startedAt = performance.now();
    // Made before any hook of others sees the request.
    stateOf(request);
    const write = () => {
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      const record = describe(request, reply, durationMs, pseudonyms);
      writeLine(logger, record);
      if (requests.isObserved) requests.publish(record);
    };
    reply.raw.on('close', () => {
      try {
        write();
      } catch (error) {
        // What a listener throws ends the process.
        logger.error(error, `The line of request ${request.id} could not be written`);
      }
    });
  };
}

function describe(
  request: FastifyRequest,
  reply: FastifyReply,
  durationMs: number,
  pseudonyms: Pseudonyms,
): RequestRecord {
  const { operation, reason, caller } = stateOf(request);
  const isGone = !reply.raw.writableFinished;
  const status = isGone ? 499 : reply.statusCode;
  const target = operation?.target ?? request.routeOptions.url ?? 'unknown path';
  return {
    id: request.id,
    operation: operation?.operation ?? target,
    target,
    code: isGone || !operation ? codeOf(status) : operation.code,
    ...(reason && !isGone && { reason }),
    status,
    durationMs,
    ...(caller && { subject: pseudonyms.of(caller) }),
  };
}

/** Probes come every few seconds. The target is for the metrics alone. */
function writeLine(logger: Logger, { target, ...line }: RequestRecord): void {
  logger[target.startsWith('/health/') ? 'debug' : 'info'](line, 'request');
}

/** For what GraphQL did not answer. 499 is nginx's status for a client that closed its connection. */
function codeOf(status: number): string {
  if (status === 499) return 'CLIENT_CLOSED_REQUEST';
  return status < 400 ? 'OK' : `HTTP_${status}`;
}
