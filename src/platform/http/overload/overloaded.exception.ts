import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiException } from '../api.exception.js';
import { isForGraphql } from '../http-preconditions.js';

const RETRY_AFTER_SECONDS = 2;
const MESSAGE = 'The API is overloaded: try again in a few seconds.';

/** The process has more to do than it can answer in time. */
export class OverloadedException extends ApiException {
  constructor() {
    super({
      status: 503,
      code: 'OVERLOADED',
      message: MESSAGE,
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    });
  }
}

const FOR_GRAPHQL = JSON.stringify({
  errors: [{ message: MESSAGE, extensions: { code: 'OVERLOADED' } }],
});
const FOR_ROUTES = JSON.stringify({
  message: MESSAGE,
  error: 'Service Unavailable',
  statusCode: 503,
  code: 'OVERLOADED',
});

/** The same as the exception's answer, without what costs more than the answer is worth. */
export function answerOverloaded(request: FastifyRequest, reply: FastifyReply): void {
  const body = isForGraphql(request) ? FOR_GRAPHQL : FOR_ROUTES;
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
