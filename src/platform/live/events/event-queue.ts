/** What one subscription may leave waiting. */
const MAXIMUM_EVENTS = 1_000;
const MAXIMUM_BYTES = 1024 * 1024;

/** A subscriber takes its events more slowly than they come. */
export class SlowSubscriberError extends Error {
  constructor() {
    super('Events wait for a subscriber that does not take them.');
  }
}

type Result<Event> = IteratorResult<Event, undefined>;

interface Waiting<Event> {
  readonly event: Event;
  readonly bytes: number;
}

/**
 * The events of one subscription, in their order. Subscribes at once, so that no event is missed
 * before the first one is asked for, and unsubscribes when it ends.
 */
export class EventQueue<Event> implements AsyncIterableIterator<Event, undefined> {
  readonly #waiting: Waiting<Event>[] = [];
  readonly #takers: PromiseWithResolvers<Result<Event>>[] = [];
  readonly #unsubscribe: () => void;
  #bytes = 0;
  #isEnded = false;
  #error: SlowSubscriberError | undefined;

  constructor(subscribe: (push: (event: Event, bytes: number) => void) => () => void) {
    this.#unsubscribe = subscribe((event, bytes) => this.#push(event, bytes));
  }

  next(): Promise<Result<Event>> {
    const first = this.#waiting.shift();
    if (first) {
      this.#bytes -= first.bytes;
      return Promise.resolve({ value: first.event, done: false });
    }
    if (this.#error) {
      const error = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#isEnded) return Promise.resolve({ value: undefined, done: true });
    const taker = withResolvers<Result<Event>>();
    this.#takers.push(taker);
    return taker.promise;
  }

  return(): Promise<Result<Event>> {
    this.#end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #push(event: Event, bytes: number): void {
    if (this.#isEnded) return;
    const taker = this.#takers.shift();
    if (taker) return taker.resolve({ value: event, done: false });
    this.#waiting.push({ event, bytes });
    this.#bytes += bytes;
    if (this.#waiting.length <= MAXIMUM_EVENTS && this.#bytes <= MAXIMUM_BYTES) return;
    this.#end();
    this.#error = new SlowSubscriberError();
  }

  #end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#unsubscribe();
    this.#waiting.length = 0;
    for (const taker of this.#takers.splice(0)) taker.resolve({ value: undefined, done: true });
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

/** `Promise.withResolvers()` of Node 22. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolver) => {
    resolve = resolver;
  });
  return { promise, resolve };
}
