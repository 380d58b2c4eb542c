/** Do OpenTelemetry's own environment variables name a collector, and switch nothing off? */
export function isTracingWanted(env: Readonly<Record<string, string | undefined>>): boolean {
  const hasCollector = Boolean(
    env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'],
  );
  const isOff = env['OTEL_SDK_DISABLED'] === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  return hasCollector && !isOff;
}
