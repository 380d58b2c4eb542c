import { locatedError, type FormattedExecutionResult, type GraphQLError } from 'graphql';
import { ClientGoneException } from '../../http/request-lifetime.js';
import type { PromiseOrValue } from '../../graphql/execution/promise.js';
import type { LiveLifetime } from './live-request.js';

type Result = IteratorResult<FormattedExecutionResult, undefined>;

const DONE: Result = { value: undefined, done: true };

interface Stages {
  readonly source: AsyncIterator<unknown>;
  /** Makes of an event what the client asked for. */
  readonly execute: (event: unknown) => PromiseOrValue<FormattedExecutionResult>;
  readonly lifetime: LiveLifetime;
  /** The response key of the subscription's field. */
  readonly path: string;
}

/**
 * The results of one subscription. An iterator around another one has to pass on `return()`, or the
 * source stays subscribed for ever; and it ends the source when it fails itself.
 */
export class EventStream implements AsyncIterableIterator<FormattedExecutionResult, undefined> {
  /** Called once, when the stream ends for whatever reason. */
  onEnd: () => void = () => undefined;
  #isEnded = false;

  constructor(private readonly stages: Stages) {}

  async next(): Promise<Result> {
    if (this.#isEnded) return DONE;
    try {
      const { value, done } = await this.stages.source.next();
      if (done || this.#isEnded) return await this.return();
      const result = await this.stages.execute(value);
      // The socket may have been closed meanwhile.
      return this.#isEnded ? DONE : { value: result, done: false };
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
    await source.return?.();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #locate(error: unknown): GraphQLError {
    return locatedError(error, undefined, [this.stages.path]);
  }
}
