import type { FastifyCorsOptions } from '@fastify/cors';
import type { Settings } from '../config/settings.js';

/** What GraphQL clients, Apollo's tools and tracing in browsers send. */
const ALLOWED_HEADERS = [
  // A long Accept header is not safelisted (Fetch Standard, "CORS-safelisted request-header").
  'accept',
  'authorization',
  'content-type',
  'dpop',
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

/** What clients of the Model Context Protocol send in browsers. */
const HEADERS_OF_TOOLS = ['mcp-protocol-version', 'mcp-method', 'mcp-name'];

/** Which web pages may call, and what they may send and read. */
export function corsOptions(settings: Settings): FastifyCorsOptions {
  const { corsOrigins, corsMethods, corsCredentials, corsHeaders, mcpUrl } = settings;
  const ofTools = mcpUrl === undefined ? [] : HEADERS_OF_TOOLS;
  return {
    origin: [...corsOrigins],
    methods: [...corsMethods],
    credentials: corsCredentials,
    allowedHeaders: [...new Set([...ALLOWED_HEADERS, ...ofTools, ...corsHeaders])],
    exposedHeaders:
      'www-authenticate, dpop-nonce, retry-after, ratelimit, ratelimit-policy, x-request-id',
    maxAge: 600,
    // `answerPreflight` replies, after the rate limit; also to an OPTIONS without preflight headers.
    preflightContinue: true,
    strictPreflight: false,
  };
}
