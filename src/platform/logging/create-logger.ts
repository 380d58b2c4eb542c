import { pino, type DestinationStream, type Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { GatheredOutput } from './gathered-output.js';

/** Writes structured lines to stdout: JSON in production and test, readable in development. */
export async function createLogger(settings: Settings): Promise<Logger> {
  const options = { level: settings.logLevel, base: null };
  return settings.environment === 'development'
    ? pino(options, await createReadableOutput())
    : pino(options, GatheredOutput.stdout());
}

async function createReadableOutput(): Promise<DestinationStream> {
  // Imported late: production never loads it.
  const { ReadableOutput } = await import('./readable-output.js');
  return new ReadableOutput(process.stdout.isTTY);
}
