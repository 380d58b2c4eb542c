import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { Pseudonyms } from '../logging/pseudonyms.js';
import { corsOptions } from './cors-options.js';
import { answerPreflight, findProblem, isPreflight } from './http-preconditions.js';
import { ArrivingBodies } from './overload/arriving-bodies.js';
import { Overload } from './overload/overload.js';
import { RateLimit } from './rate-limit/rate-limit.js';
import { RefusedOrigins } from './refused-origins.js';
import { registerRequestLifetime } from './request-lifetime.js';
import { createRequestId, createRequestLog } from './request-log.js';
import { registerChallenges } from './challenges.js';
import { createHeaderWriter } from './response-headers.js';
import { TokenSchemes } from './token-schemes.js';

/** What one request may take. Tests use shorter times. */
export interface HttpLimits {
  readonly bodyBytes: number;
  /** Of all bodies that have not arrived yet; one address may have an eighth. */
  readonly arrivingBytes: number;
  /** For headers and body to arrive: stops slow-loris clients. */
  readonly receiveMs: number;
  /** From the last byte of the body to the answer. */
  readonly answerMs: number;
  /** Without any progress of a connection: ends a client that does not read its answer. */
  readonly stalledMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  bodyBytes: 100 * 1024,
  arrivingBytes: 64 * 1024 * 1024,
  receiveMs: 30_000,
  answerMs: 15_000,
  stalledMs: 30_000,
};

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

/**
 * What every request passes, in this order:
 *
 * 0. CORS headers, so that a web page can read why its request was refused;
 * 1. an answer at once where the process is overloaded, without any of the following;
 * 2. the log, which writes its line when the request has ended, however it ends;
 * 3. the headers that every answer carries, so that a refusal carries them too;
 * 4. the rate limit, before anything that answers: a preflight, a 404 and a 405 count as well;
 * 5. preflights, which are answered here;
 * 6. the preconditions of GraphQL over HTTP, and whether there is memory for the body, before it is read;
 * 7. the clock of the request, once its body has arrived;
 * 8. the route: GraphQL, a probe, or 404;
 * 9. the scheme of each challenge and the place of the metadata, where `PUBLIC_URL` or `MCP_URL` is set.
 */
export async function registerEdge(
  app: NestFastifyApplication,
  settings: Settings,
  { logger, limits }: { readonly logger: Logger; readonly limits: HttpLimits },
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const log = createRequestLog(logger, app.get(Pseudonyms));
  const writeHeaders = createHeaderWriter(settings);
  const overload = app.get(Overload);
  await overload.register(fastify);
  const schemes = app.get(TokenSchemes);
  if (settings.corsOrigins.length > 0) await fastify.register(cors, corsOptions(settings, schemes));
  const limit = app.get(RateLimit);
  const refusedOrigins = new RefusedOrigins(settings);
  const bodies = new ArrivingBodies(limits.arrivingBytes, limits.bodyBytes);
  // One hook: each costs.
  fastify.addHook('onRequest', (request, reply, done) => {
    if (overload.sheds(request, reply)) return;
    log(request, reply);
    writeHeaders(request, reply);
    refusedOrigins.look(request.headers.origin);
    admit(request, reply, { limit, bodies }, done);
  });
  registerRequestLifetime(fastify, limits.answerMs);
  if (settings.publicUrl ?? settings.mcpUrl) registerChallenges(fastify, settings, schemes);
}

type Done = (problem?: Error) => void;

interface Admission {
  readonly limit: RateLimit;
  readonly bodies: ArrivingBodies;
}

function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { limit, bodies }: Admission,
  done: Done,
): void {
  let counting: void | Promise<void>;
  try {
    counting = limit.admit(request, reply);
  } catch (problem) {
    return done(problem as Error);
  }
  if (counting) counting.then(() => check(request, reply, bodies, done), done);
  else check(request, reply, bodies, done);
}

function check(
  request: FastifyRequest,
  reply: FastifyReply,
  bodies: ArrivingBodies,
  done: Done,
): void {
  if (isPreflight(request)) answerPreflight(reply);
  else done(findProblem(request) ?? bodies.admit(request));
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
