import { pino, type DestinationStream, type Logger } from 'pino';
import type { Settings } from '../config/settings.js';

/** Structured lines on stdout: JSON in production and test, readable in development. */
export async function createLogger(settings: Settings): Promise<Logger> {
  const options = { level: settings.logLevel, base: null };
  return settings.environment === 'development'
    ? pino(options, await createReadableStream())
    : pino(options);
}

async function createReadableStream(): Promise<DestinationStream> {
  // Imported late: production never loads it.
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    colorize: process.stdout.isTTY,
    translateTime: 'SYS:HH:MM:ss',
    ignore: 'pid,hostname,context,reqId',
    messageFormat: '{if context}[{context}] {end}{msg}',
    singleLine: true,
    sync: true,
  });
}
