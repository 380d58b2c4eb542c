import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiException } from '../api.exception.js';
import { isForGraphql } from '../http-preconditions.js';

const RETRY_AFTER_SECONDS = 2;
const MESSAGE = 'The API is overloaded: try again in a few seconds.';

/** The process has more to do than it can answer in time. */
export class OverloadedException extends ApiException {
  /** @param hint for developers */
  constructor(hint?: string) {
    super({
      status: 503,
      code: 'OVERLOADED',
      message: MESSAGE,
      hint,
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    });
  }
}

/** The bodies of one reason, written once. */
export interface OverloadedBodies {
  readonly forGraphql: string;
  readonly forRoutes: string;
}

/** @param hint for developers */
export function overloadedBodies(hint: string | undefined): OverloadedBodies {
  const code = 'OVERLOADED';
  const plain = { message: MESSAGE, error: 'Service Unavailable', statusCode: 503, code, hint };
  return {
    forGraphql: JSON.stringify({ errors: [{ message: MESSAGE, extensions: { code, hint } }] }),
    forRoutes: JSON.stringify(plain),
  };
}

/** The same as the exception's answer, without what costs more than the answer is worth. */
export function answerOverloaded(
  request: FastifyRequest,
  reply: FastifyReply,
  { forGraphql, forRoutes }: OverloadedBodies,
): void {
  const body = isForGraphql(request) ? forGraphql : forRoutes;
  reply.raw
    .writeHead(503, {
      // Those of CORS.
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'retry-after': String(RETRY_AFTER_SECONDS),
      'x-content-type-options': 'nosniff',
    })
    .end(body);
}
