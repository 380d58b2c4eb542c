import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';
import type { Settings } from '../config/settings.js';

type Headers = Readonly<Record<string, string>>;

/** An answer may contain what belongs to its caller alone. */
const NO_CACHE = { 'cache-control': 'no-store' };

/** An API renders nothing. */
const RENDERS_NOTHING = "default-src 'none';frame-ancestors 'none'";

/**
 * Sets the headers of every answer: the request's id, and those that protect its reader. JSON gets
 * what OWASP's REST Security Cheat Sheet names; helmet's other headers are for pages, which only a
 * browser gets.
 */
export function createHeaderWriter(settings: Settings) {
  const forPages: Headers = { ...readHelmetHeaders(settings), ...NO_CACHE };
  const forJson: Headers = createJsonHeaders(forPages);
  return (request: FastifyRequest, reply: FastifyReply): void => {
    void reply
      .headers(acceptsPages(request) ? forPages : forJson)
      .header('x-request-id', request.id);
  };
}

/** More than the browsers that ask for a page: every media type of text counts. */
function acceptsPages({ method, headers }: FastifyRequest): boolean {
  return method !== 'POST' && /\btext\//i.test(headers.accept ?? '');
}

/** https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers */
function createJsonHeaders(forPages: Headers): Headers {
  const https = forPages['strict-transport-security'];
  return {
    ...NO_CACHE,
    'content-security-policy': RENDERS_NOTHING,
    ...(https === undefined ? {} : { 'strict-transport-security': https }),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** Helmet's headers never change, so it runs once; `@fastify/helmet` runs for each request. */
function readHelmetHeaders({ isProduction }: Settings): Headers {
  const headers: Record<string, string> = {};
  const recorder = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    removeHeader: () => undefined,
  } as unknown as ServerResponse;
  const secure = helmet({
    // Outside production Apollo Sandbox loads its parts from elsewhere.
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
