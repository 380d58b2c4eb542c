import { pino, type DestinationStream } from 'pino';

/** Of lines that wait. */
const MAXIMUM_CHARACTERS = 64 * 1024;

/**
 * Writes to stdout: most lines at once, and those of requests together, once in each turn of the
 * event loop. A system call for each of them costs 5 % of a request. Nothing waits longer than the
 * turn, lines keep their order, and an ending process writes what is left.
 */
export class GatheredOutput implements DestinationStream {
  static #stdout: GatheredOutput | undefined;

  #waiting = '';

  constructor(private readonly output: DestinationStream) {}

  /** One for each process, as stdout itself. */
  static stdout(): GatheredOutput {
    if (this.#stdout) return this.#stdout;
    const stdout = new GatheredOutput(pino.destination({ fd: 1, sync: true }));
    process.on('exit', () => stdout.flush());
    return (this.#stdout = stdout);
  }

  write(line: string): void {
    this.#waiting += line;
    this.flush();
  }

  gather(line: string): void {
    if (this.#waiting === '') setImmediate(() => this.flush());
    this.#waiting += line;
    if (this.#waiting.length > MAXIMUM_CHARACTERS) this.flush();
  }

  flush(): void {
    const lines = this.#waiting;
    this.#waiting = '';
    if (lines !== '') this.output.write(lines);
  }
}
