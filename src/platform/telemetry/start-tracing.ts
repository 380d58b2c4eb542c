let isStarted = false;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Starts tracing if OpenTelemetry's own environment variables name a collector, and loads nothing
 * otherwise. Call it before anything loads `http` or `graphql`.
 *
 * @returns how to send what is left and end
 */
export async function startTracing(env: Environment): Promise<() => Promise<void>> {
  if (!isTracingWanted(env)) return () => Promise.resolve();
  isStarted = true;
  const { exportTraces } = await import('./tracing.js');
  return exportTraces();
}

/** True where OpenTelemetry has changed what is loaded after it. */
export function isTracing(): boolean {
  return isStarted;
}

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
function isTracingWanted(env: Environment): boolean {
  const hasCollector = Boolean(
    env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'],
  );
  const isOff = env['OTEL_SDK_DISABLED'] === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  return hasCollector && !isOff;
}
