import { pino, type DestinationStream } from 'pino';

const WARN = 40;
/** Of lines that wait. */
const MAXIMUM_CHARACTERS = 64 * 1024;
/** Of lines that cannot be written, such as on a full disk; further ones are lost. */
const MAXIMUM_UNWRITTEN = 1024 * 1024;

/**
 * Writes to stdout: warnings and errors at once, and other lines together, once in each turn of the
 * event loop, because a system call for each of them costs 5 % of a request. Lines keep their order,
 * and an ending process writes what is left.
 */
export class GatheredOutput implements DestinationStream {
  static #stdout: GatheredOutput | undefined;

  /** Asks pino to tell the level of a line before it writes it: docs/api.md#metadata of pino. */
  readonly [pino.symbols.needsMetadataGsym] = true;
  lastLevel = 0;
  #waiting = '';

  constructor(private readonly output: DestinationStream) {}

  /** One for each process, as stdout itself. */
  static stdout(): GatheredOutput {
    if (this.#stdout) return this.#stdout;
    const output = pino.destination({ fd: 1, sync: true, maxLength: MAXIMUM_UNWRITTEN });
    // Unheard, the event would end the process. The next line tries again.
    output.on('error', () => undefined);
    const stdout = new GatheredOutput(output);
    process.on('exit', () => stdout.flush());
    return (this.#stdout = stdout);
  }

  write(line: string): void {
    if (this.#waiting === '') setImmediate(() => this.flush());
    this.#waiting += line;
    if (this.lastLevel >= WARN || this.#waiting.length > MAXIMUM_CHARACTERS) this.flush();
  }

  flush(): void {
    const lines = this.#waiting;
    this.#waiting = '';
    if (lines !== '') this.output.write(lines);
  }
}
