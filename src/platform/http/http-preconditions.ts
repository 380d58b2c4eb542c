import {
  BadRequestException,
  type HttpException,
  MethodNotAllowedException,
  NotAcceptableException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseMediaType } from './media-type.js';

export const GRAPHQL_PATH = '/graphql';

const JSON_TYPE = /^application\/json *(; *charset="?utf-8"?)? *;?$/i;

export function isForGraphql({ url, routeOptions }: FastifyRequest): boolean {
  return routeOptions.url === GRAPHQL_PATH || url.split('?', 1)[0] === GRAPHQL_PATH;
}

/**
 * What a request to the endpoint must be before its body is read (GraphQL over HTTP, section 5):
 * Apollo would look at some of it only after running the operation, and at some of it never.
 */
export function checkHttpRequest(
  request: FastifyRequest,
  reply: FastifyReply,
  done: (problem?: HttpException) => void,
): void {
  if (!isForGraphql(request)) return done();
  // An answer may hold what belongs to its caller alone.
  void reply.header('cache-control', 'no-store');
  done(findProblem(request));
}

function findProblem({ method, headers, hostname }: FastifyRequest): HttpException | undefined {
  // The integration of Apollo and Fastify builds a URL from it.
  if (!URL.canParse(`http://${hostname}/`)) {
    return new BadRequestException('The host is malformed.');
  }
  if (method === 'GET') return undefined;
  if (method !== 'POST') return new MethodNotAllowedException('Use GET or POST.');
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) {
    return new UnsupportedMediaTypeException('The body must be application/json in UTF-8.');
  }
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    return new UnsupportedMediaTypeException('The body must not be compressed.');
  }
  return chooseMediaType(headers.accept)
    ? undefined
    : new NotAcceptableException('Accept application/json or application/graphql-response+json.');
}
