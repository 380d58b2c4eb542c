import type { LiveLimits } from '../live-limits.js';
import type { EventStream } from '../operations/event-stream.js';

/** What a client is subscribed to over one socket. */
export class HeldSubscriptions {
  readonly #streams = new Set<EventStream>();
  #starting = 0;
  /** Of documents and variables. */
  #bytes = 0;
  #isEnded = false;

  constructor(
    private readonly limits: Pick<LiveLimits, 'operationsPerSocket' | 'operationBytes'>,
  ) {}

  /** Those that have started. */
  get size(): number {
    return this.#streams.size;
  }

  /** With those that are starting. */
  get count(): number {
    return this.#streams.size + this.#starting;
  }

  get isFull(): boolean {
    return this.count >= this.limits.operationsPerSocket;
  }

  hasRoomFor(bytes: number): boolean {
    return this.#bytes + bytes <= this.limits.operationBytes;
  }

  /** Starts a subscription and holds it until it ends, or the socket does. */
  async start<Outcome extends object>(
    bytes: number,
    start: () => Promise<Outcome>,
  ): Promise<Outcome> {
    this.#starting += 1;
    this.#bytes += bytes;
    try {
      const outcome = await start();
      if (isStarted(outcome)) this.#hold(outcome.stream, bytes);
      return outcome;
    } finally {
      this.#starting -= 1;
      this.#bytes -= bytes;
    }
  }

  endAll(): void {
    this.#isEnded = true;
    for (const stream of this.#streams) void stream.return();
  }

  #hold(stream: EventStream, bytes: number): void {
    this.#streams.add(stream);
    this.#bytes += bytes;
    stream.onEnd = () => {
      this.#streams.delete(stream);
      this.#bytes -= bytes;
    };
    if (this.#isEnded) void stream.return();
  }
}

function isStarted(outcome: object): outcome is { readonly stream: EventStream } {
  return 'stream' in outcome;
}
