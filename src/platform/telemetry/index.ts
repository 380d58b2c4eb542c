/** Typed diagnostics channels, and the metrics that listen to them. */
export { profileLookups } from './channels.js';
export { DiagnosticChannel } from './diagnostic-channel.js';
