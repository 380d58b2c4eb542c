import { styleText } from 'node:util';
import { pino, type DestinationStream } from 'pino';
import { printableLine } from './printable.js';

type Style = Parameters<typeof styleText>[0];

type Level = readonly [name: string, style: Style];

const LEVELS: ReadonlyMap<number, Level> = new Map<number, Level>([
  [10, ['TRACE', 'gray']],
  [20, ['DEBUG', 'blue']],
  [30, ['INFO', 'green']],
  [40, ['WARN', 'yellow']],
  [50, ['ERROR', 'red']],
  [60, ['FATAL', 'bgRed']],
]);

interface Line {
  readonly level: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly msg?: unknown;
  readonly context?: unknown;
  readonly stack?: unknown;
  readonly [field: string]: unknown;
}

/** Prints pino's lines for a developer: `[12:00:00] INFO: [API] Listening {"port":3000}`. */
export class ReadableOutput implements DestinationStream {
  readonly #output = pino.destination({ fd: 1, sync: true });

  constructor(private readonly isColoured: boolean) {}

  write(line: string): void {
    const { level, time, msg, context, stack, ...fields } = JSON.parse(line) as Line;
    const [name, style] = LEVELS.get(level) ?? [String(level), 'green'];
    const message = `${context ? `[${toLines(context)}] ` : ''}${toLines(msg ?? '')}`;
    const text = stack ? `${message}\n    ${toLines(stack)}` : message;
    const head = `[${new Date(time).toTimeString().slice(0, 8)}] ${this.#paint(style, name)}:`;
    const rest =
      Object.keys(fields).length > 0 ? ` ${this.#paint('gray', JSON.stringify(fields))}` : '';
    this.#output.write(`${head} ${this.#paint('cyan', text)}${rest}\n`);
  }

  #paint(style: Style, text: string): string {
    return this.isColoured ? styleText(style, text) : text;
  }
}

/** Indented, so that nothing in a text looks like a line of the log. */
function toLines(text: unknown): string {
  return String(text).split('\n').map(printableLine).join('\n    ');
}
