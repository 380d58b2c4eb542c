import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { GraphQLInstrumentation } from '@opentelemetry/instrumentation-graphql';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { PACKAGE } from '../config/package.js';
import { RedactingSpanProcessor } from './redacting.processor.js';

/**
 * Sends traces from HTTP through GraphQL to the calls to issuers, by OTLP over HTTP. Address,
 * headers, sampler and service name come from OpenTelemetry's own environment variables:
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 *
 * @returns how to send what is left and end
 */
export function exportTraces(): () => Promise<void> {
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': PACKAGE.name }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new RedactingSpanProcessor(new BatchSpanProcessor(new OTLPTraceExporter()))],
  });
  provider.register();
  registerInstrumentations({
    tracerProvider: provider,
    instrumentations: [
      createHttpInstrumentation(),
      createFetchInstrumentation(),
      createGraphQL(),
      createPostgres(),
    ],
  });
  return () => provider.shutdown();
}

function createHttpInstrumentation(): HttpInstrumentation {
  return new HttpInstrumentation({
    // `fetch` has an instrumentation of its own.
    disableOutgoingRequestInstrumentation: true,
    ignoreIncomingRequestHook: ({ url }) => url?.startsWith('/health/') ?? false,
  });
}

function createFetchInstrumentation(): UndiciInstrumentation {
  return new UndiciInstrumentation({
    // The URL of a profile contains the user's identifier.
    startSpanHook: ({ origin, path }) => {
      const route = (path.split('?')[0] ?? '').replace(/\/users\/[^/]+/, '/users/{id}');
      return { 'url.full': `${origin}${route}`, 'url.path': route };
    },
  });
}

/** The processor above drops what this instrumentation takes from a document. */
function createGraphQL(): GraphQLInstrumentation {
  return new GraphQLInstrumentation({ allowValues: false, ignoreTrivialResolveSpans: true });
}

/** Statements with placeholders; their values stay out, and so does what runs once a second. */
function createPostgres(): PgInstrumentation {
  return new PgInstrumentation({ enhancedDatabaseReporting: false, requireParentSpan: true });
}
