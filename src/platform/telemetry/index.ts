/** Typed diagnostics channels, and the metrics that are declared on them. */
export { DiagnosticChannel } from './diagnostic-channel.js';
export { Metrics } from './metrics.js';
