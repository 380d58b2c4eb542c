import type { Server } from 'node:http';
import cors from '@fastify/cors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { Pseudonyms } from '../logging/pseudonyms.js';
import { corsOptions } from './cors-options.js';
import type { HttpLimits } from './http-adapter.js';
import { answerPreflight, findProblem, isPreflight } from './http-preconditions.js';
import { ArrivingBodies } from './overload/arriving-bodies.js';
import { Overload } from './overload/overload.js';
import { RequestTurns } from './overload/request-turns.js';
import { RateLimit } from './rate-limit/rate-limit.js';
import { closeQueuedResponses } from './queued-responses.js';
import { RefusedOrigins } from './refused-origins.js';
import { registerRequestLifetime } from './request-lifetime.js';
import { createRequestLog } from './request-log.js';
import { registerChallenges } from './challenges.js';
import { createHeaderWriter } from './response-headers.js';
import { TokenSchemes } from './token-schemes.js';

/**
 * What every request passes, in this order:
 *
 * 0. CORS headers, so that a web page can read why its request was refused;
 * 1. an answer at once where the process is overloaded, without any of the following;
 * 2. the log, which writes its line when the request has ended, however it ends;
 * 3. the headers that every answer carries, so that a refusal carries them too;
 * 4. whether there is memory for its body, which arrives from now on;
 * 5. its turn, where there is more to do than can be done at once: even a refusal takes time, and the
 *    others wait for it. Once more when the body has arrived;
 * 6. the rate limit, before anything that answers: a preflight, a 404 and a 405 count as well;
 * 7. preflights, which are answered here, and the preconditions of GraphQL over HTTP;
 * 8. the clock of the request, once its body has arrived;
 * 9. the route: GraphQL, a probe, or 404;
 * 10. the scheme of each challenge and the place of the metadata, where `PUBLIC_URL` or `MCP_URL` is set.
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
  overload.register(fastify);
  closeQueuedResponses(fastify.server as Server);
  const schemes = app.get(TokenSchemes);
  if (settings.corsOrigins.length > 0) await fastify.register(cors, corsOptions(settings, schemes));
  const limit = app.get(RateLimit);
  const refusedOrigins = new RefusedOrigins(settings);
  const bodies = new ArrivingBodies(settings, limits.bodyBytes);
  const turns = app.get(RequestTurns);
  // One hook: each costs.
  fastify.addHook('onRequest', (request, reply, done) => {
    if (overload.sheds(request, reply)) return;
    log(request, reply);
    writeHeaders(request, reply);
    refusedOrigins.look(request.headers.origin);
    const problem = bodies.admit(request);
    if (problem) return done(problem);
    turns.begin(request, reply, () => admit(request, reply, limit, done));
  });
  fastify.addHook('preValidation', (request, reply, done) => turns.goOn(request, reply, done));
  registerRequestLifetime(fastify, limits.answerMs);
  if (settings.publicUrl ?? settings.mcpUrl) registerChallenges(fastify, settings, schemes);
}

type Done = (problem?: Error) => void;

function admit(request: FastifyRequest, reply: FastifyReply, limit: RateLimit, done: Done): void {
  let counting: void | Promise<void>;
  try {
    counting = limit.admit(request, reply);
  } catch (problem) {
    return done(problem as Error);
  }
  if (counting) counting.then(() => check(request, reply, done), done);
  else check(request, reply, done);
}

function check(request: FastifyRequest, reply: FastifyReply, done: Done): void {
  if (isPreflight(request)) answerPreflight(reply);
  else done(findProblem(request));
}
