import { locatedError, type GraphQLError } from 'graphql';
import { ClientGoneException } from '../../http/request-lifetime.js';
import type { PromiseOrValue } from '../../graphql/execution/promise.js';
import type { EventAnswer } from './event-executor.js';
import type { Lifetime } from '../../http/request-state.js';

type Result = IteratorResult<never, undefined>;

const DONE: Result = { value: undefined, done: true };

interface Stages {
  readonly source: AsyncIterator<unknown>;
  /** Makes of an event what the client asked for. */
  readonly execute: (event: unknown) => PromiseOrValue<EventAnswer>;
  readonly lifetime: Lifetime;
  /** The response key of the subscription's field. */
  readonly path: string;
}

/**
 * The answers of one subscription. graphql-ws would write each of them anew for each subscriber, so
 * they go to `onAnswer`, and it only sees how the stream ends. An iterator around another one has to pass on `return()`, or the
 * source stays subscribed for ever; and it ends the source when it fails itself.
 */
export class EventStream implements AsyncIterableIterator<never, undefined> {
  onAnswer: (answer: EventAnswer) => void = () => undefined;
  /** Called once, when the stream ends for whatever reason. */
  onEnd: () => void = () => undefined;
  #isEnded = false;

  constructor(private readonly stages: Stages) {}

  async next(): Promise<Result> {
    const { source, execute } = this.stages;
    try {
      while (!this.#isEnded) {
        const { value, done } = await source.next();
        if (done) return await this.return();
        // The socket may be closed meanwhile.
        const answer = this.#isEnded ? undefined : await execute(value);
        if (answer && !this.#isEnded) this.onAnswer(answer);
      }
      return DONE;
    } catch (error) {
      await this.return();
      throw this.#locate(error);
    }
  }

  async return(): Promise<Result> {
    if (this.#isEnded) return DONE;
    this.#isEnded = true;
    const { source, lifetime } = this.stages;
    lifetime.end(new ClientGoneException());
    this.onEnd();
    try {
      await source.return?.();
    } catch {
      // It no longer matters, and graphql-ws does not always wait for it: the process would end.
    }
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #locate(error: unknown): GraphQLError {
    return locatedError(error, undefined, [this.stages.path]);
  }
}
