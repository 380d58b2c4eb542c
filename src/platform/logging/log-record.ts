/** A log line with fields of its own; `new Logger(context).log(record)` writes it. */
export class LogRecord {
  constructor(
    readonly message: string,
    readonly fields: Readonly<Record<string, unknown>>,
  ) {}
}
