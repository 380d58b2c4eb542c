import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** A log line with fields of its own; `new Logger(context).log(record)` writes it. */
export class LogRecord {
  constructor(
    readonly message: string,
    readonly fields: Readonly<Record<string, unknown>>,
  ) {}
}

type PinoLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Nest's lines about its own assembly help when something is missing; they are noise otherwise. */
const ASSEMBLY = [
  'InstanceLoader',
  'NestFactory',
  'RoutesResolver',
  'RouterExplorer',
  'GraphQLModule',
  'NestApplication',
];

/** Lets Nest, and every `new Logger(context)`, write through pino. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(ASSEMBLY.includes(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest appends the context as the last argument and, for errors, the stack before it. */
  private write(level: PinoLevel, message: unknown, rest: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    const fields = { ...(context ? { context } : {}), ...(stack ? { stack } : {}) };
    // Only the stack: other properties of an error may contain an upstream's answer or a credential.
    if (message instanceof Error)
      this.pino[level]({ ...fields, stack: message.stack }, message.name);
    else if (typeof message === 'string') this.pino[level](fields, message);
    else if (message instanceof LogRecord)
      this.pino[level]({ ...fields, ...message.fields }, message.message);
    else this.pino[level]({ ...fields, details: message }, 'details');
  }
}
