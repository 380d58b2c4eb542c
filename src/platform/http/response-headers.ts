import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import type { Settings } from '../config/settings.js';
import { isForGraphql } from './http-preconditions.js';

/** The headers of every answer: the request's id, helmet's, and no caching where data is private. */
export function registerResponseHeaders(fastify: FastifyInstance, settings: Settings): void {
  const headers = readHelmetHeaders(settings);
  // An answer may contain what belongs to its caller alone.
  const graphqlHeaders = { ...headers, 'cache-control': 'no-store' };
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply
      .headers(isForGraphql(request) ? graphqlHeaders : headers)
      .header('x-request-id', request.id);
    done();
  });
}

/** Helmet's headers never change, so it runs once; `@fastify/helmet` runs for each request. */
function readHelmetHeaders({ isProduction }: Settings): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  const recorder = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  } as unknown as ServerResponse;
  const secure = helmet({
    // An API renders nothing. Outside production Apollo Sandbox loads its parts from elsewhere.
    contentSecurityPolicy: isProduction && {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // On loopback it would lock the developer's other servers out of plain http.
    strictTransportSecurity: isProduction,
  });
  secure({} as IncomingMessage, recorder, (error) => {
    if (error) throw error as Error;
  });
  return headers;
}
