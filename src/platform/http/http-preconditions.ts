import {
  BadRequestException,
  type HttpException,
  MethodNotAllowedException,
  NotAcceptableException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { chooseMediaType, MAXIMUM_ACCEPT } from './media-type.js';

export const GRAPHQL_PATH = '/graphql';

export const JSON_TYPE = /^application\/json *(?:; *(?:charset="?utf-8"? *;?)?)?$/i;

const SCHEME = /^(http|ws)s?$/i;

/** Nothing that would be another part of a URL, and no longer than a name can be (RFC 1035). */
const HOST = /^[^\s/?#@\\]{1,255}$/;

/** Clients send the same host with each request. */
const hosts = new LRUCache<string, boolean>({ max: 100 });

export function isForGraphql(request: FastifyRequest): boolean {
  const { url } = request;
  return (
    url === GRAPHQL_PATH ||
    url.split('?', 1)[0] === GRAPHQL_PATH ||
    request.routeOptions.url === GRAPHQL_PATH
  );
}

/** What `@fastify/cors` takes for a preflight; without CORS no request is one. */
export function isPreflight(request: FastifyRequest): boolean {
  return (request as { corsPreflightEnabled?: boolean }).corsPreflightEnabled === true;
}

export function answerPreflight(reply: FastifyReply): void {
  // Safari waits for a body unless it is told that there is none.
  void reply.status(204).header('content-length', '0').send();
}

/**
 * What a request to the endpoint must be before its body is read (GraphQL over HTTP, section 5):
 * Apollo checks some of it only after running the operation, and some of it never.
 */
export function findProblem(request: FastifyRequest): HttpException | undefined {
  if (!isForGraphql(request)) return undefined;
  const { method, headers } = request;
  // Apollo's integration builds a URL from both. A trusted proxy may have forwarded nonsense.
  if (!SCHEME.test(request.protocol)) return new BadRequestException('The protocol is malformed.');
  if (!isHost(request.hostname)) return new BadRequestException('The host is malformed.');
  if ((headers.accept ?? '').length > MAXIMUM_ACCEPT) {
    return new BadRequestException(
      `The Accept header is longer than ${MAXIMUM_ACCEPT} characters.`,
    );
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

function isHost(name: string): boolean {
  const known = hosts.get(name);
  if (known !== undefined) return known;
  const isWellFormed = HOST.test(name) && URL.canParse(`http://${name}/`);
  hosts.set(name, isWellFormed);
  return isWellFormed;
}
