import type { FastifyCorsOptions } from '@fastify/cors';
import type { Settings } from '../config/settings.js';
import type { TokenSchemes } from './token-schemes.js';

/** What GraphQL clients, Apollo's tools and tracing in browsers send. */
const ALLOWED_HEADERS = [
  // A long Accept header is not safelisted (Fetch Standard, "CORS-safelisted request-header").
  'accept',
  'content-type',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'graphql-client-name',
  'graphql-client-version',
  'x-apollo-operation-id',
  'x-apollo-operation-name',
  'x-apollo-operation-type',
  'x-request-id',
  'x-correlation-id',
  'traceparent',
  'tracestate',
  'baggage',
  'b3',
  'sentry-trace',
];

/** What pages may read beside the headers of a scheme. */
const EXPOSED_HEADERS = [
  'www-authenticate',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'x-request-id',
];

/** What clients of the Model Context Protocol send in browsers. */
const HEADERS_OF_TOOLS = ['mcp-protocol-version', 'mcp-method', 'mcp-name'];

/** Which web pages may call, and what they may send and read. */
export function corsOptions(settings: Settings, schemes: TokenSchemes): FastifyCorsOptions {
  const { corsOrigins, corsMethods, corsCredentials, corsHeaders, mcpUrl } = settings;
  const ofTools = mcpUrl === undefined ? [] : HEADERS_OF_TOOLS;
  const allowed = [...schemes.credentialHeaders, ...ALLOWED_HEADERS, ...ofTools, ...corsHeaders];
  return {
    origin: [...corsOrigins],
    methods: [...corsMethods],
    credentials: corsCredentials,
    allowedHeaders: [...new Set(allowed)],
    exposedHeaders: [
      ...EXPOSED_HEADERS,
      ...schemes.all.flatMap(({ responseHeaders }) => responseHeaders),
    ],
    maxAge: 600,
    // `answerPreflight` replies, after the rate limit; also to an OPTIONS without preflight headers.
    preflightContinue: true,
    strictPreflight: false,
  };
}

/**
 * Whose pages may open a socket: those of `CORS_ORIGINS`, as for HTTP, and those of the API's own
 * origin. Browsers send `Origin` with each upgrade, and no preflight protects a WebSocket.
 *
 * @param addresses of the API itself, where they are known
 */
export function isOriginAllowed(
  origin: string | undefined,
  corsOrigins: Settings['corsOrigins'],
  ...addresses: readonly (string | undefined)[]
): boolean {
  if (origin === undefined) return true;
  return (
    corsOrigins.some((allowed) =>
      typeof allowed === 'string' ? allowed === origin : allowed.test(origin),
    ) || addresses.some((address) => address !== undefined && origin === new URL(address).origin)
  );
}
