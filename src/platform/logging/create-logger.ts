import { pino, type DestinationStream, type Logger } from 'pino';
import type { Settings } from '../config/settings.js';

/** Writes structured lines to stdout: JSON in production and test, readable in development. */
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
    ignore: 'pid,hostname,context,reqId,stack',
    messageFormat: formatMessage,
    singleLine: true,
    sync: true,
  });
}

/** pino-pretty would print a stack as one line of JSON. */
function formatMessage({ context, msg, stack }: Record<string, unknown>): string {
  const message = context ? `[${printable(context)}] ${printable(msg)}` : printable(msg);
  return stack ? `${message}\n    ${printable(stack)}` : message;
}

/** Lines are indented and control characters escaped, so that nothing in a text looks like a line. */
function printable(text: unknown): string {
  return String(text)
    .replaceAll(
      /[^\P{Cc}\n]/gu,
      (character) => `\\x${Buffer.from(character, 'latin1').toString('hex')}`,
    )
    .replaceAll('\n', '\n    ');
}
