import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Settings } from '../config/settings.js';
import { createRequestId } from './request-log.js';

/** What one request may take. Tests use shorter times. */
export interface HttpLimits {
  readonly bodyBytes: number;
  /** For headers and body to arrive: stops slow-loris clients. */
  readonly receiveMs: number;
  /** From the last byte of the body to the answer. */
  readonly answerMs: number;
  /** Without any progress of a connection: ends a client that does not read its answer; 0 is off. */
  readonly stalledMs: number;
}

export function httpLimitsOf({ maxStalledSeconds }: Settings): HttpLimits {
  return {
    bodyBytes: 100 * 1024,
    receiveMs: 30_000,
    answerMs: 15_000,
    stalledMs: maxStalledSeconds * 1_000,
  };
}

/** Fastify, with the limits that hold before a request is complete. */
export function createHttpAdapter(settings: Settings, limits: HttpLimits): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.receiveMs,
    connectionTimeout: limits.stalledMs,
    http: {
      headersTimeout: limits.receiveMs,
      // Node looks for slow requests every 30 s, so that they would last up to twice as long.
      connectionsCheckingInterval: limits.receiveMs / 30,
    },
    genReqId: createRequestId,
    trustProxy: toTrustProxy(settings.trustProxy),
    rewriteUrl: toRoutableUrl,
  });
  // A body is JSON or refused.
  adapter.getInstance().removeContentTypeParser('text/plain');
  return adapter;
}

/** Fastify cannot count proxies without seeing the first one: a number means, trust that many hops. */
function toTrustProxy(proxies: Settings['trustProxy']) {
  return typeof proxies === 'number' ? (_: string, hop: number) => hop < proxies : proxies;
}

/** Fastify answers a path that it cannot decode before any hook runs. Without one it is a 404. */
function toRoutableUrl({ url = '/' }: IncomingMessage): string {
  if (!url.includes('%')) return url;
  try {
    decodeURIComponent(url.split('?', 1)[0] ?? '');
    return url;
  } catch {
    return '/malformed';
  }
}
