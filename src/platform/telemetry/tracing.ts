import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { GraphQLInstrumentation } from '@opentelemetry/instrumentation-graphql';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const SERVICE_NAME = 'nestjs-graphql-jwt-api';

/**
 * Sends traces from HTTP through GraphQL to the calls to issuers, by OTLP over HTTP. Address,
 * headers, sampler and service name come from OpenTelemetry's own environment variables:
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 *
 * To be called before anything loads `http` or `graphql`. Returns how to send what is left and end.
 */
export function startTracing(): () => Promise<void> {
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': SERVICE_NAME }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [createHttpInstrumentation(), createFetchInstrumentation(), createGraphQL()],
  });
  return () => provider.shutdown();
}

function createHttpInstrumentation(): HttpInstrumentation {
  return new HttpInstrumentation({
    // Fetch has an instrumentation of its own, and probes are not what anybody looks for.
    disableOutgoingRequestInstrumentation: true,
    ignoreIncomingRequestHook: ({ url }) => url?.startsWith('/health/') ?? false,
    // A query that comes by GET holds its values in the address.
    startIncomingSpanHook: ({ url }) => {
      const path = url?.split('?')[0] ?? '';
      return { 'http.target': path, 'http.url': path, 'url.query': '' };
    },
  });
}

function createFetchInstrumentation(): UndiciInstrumentation {
  return new UndiciInstrumentation({
    // The address of a profile holds the user's identifier.
    startSpanHook: ({ origin, path }) => {
      const route = (path.split('?')[0] ?? '').replace(/\/users\/[^/]+/, '/users/{id}');
      return { 'url.full': `${origin}${route}`, 'url.path': route, 'url.query': '' };
    },
  });
}

/** Literals in a query are replaced, and variables stay out. */
function createGraphQL(): GraphQLInstrumentation {
  return new GraphQLInstrumentation({ allowValues: false, ignoreTrivialResolveSpans: true });
}
