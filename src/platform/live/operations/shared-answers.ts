import type { FormattedExecutionResult } from 'graphql';
import type { PromiseOrValue } from '../../graphql/execution/promise.js';

type Answer = PromiseOrValue<FormattedExecutionResult>;

/**
 * Executes one event once for all subscriptions that ask the same of it with the same token: a caller
 * may have a hundred, and each execution costs what one of a request does.
 */
export class SharedAnswers {
  readonly #answers = new WeakMap<object, Map<string, Answer>>();

  /**
   * @param event the same object for all subscribers of a channel; nothing else is shared
   * @param key the whole question: document, operation, variables, token and address
   */
  find(event: unknown, key: string, execute: () => Answer): Answer {
    if (typeof event !== 'object' || event === null) return execute();
    const answers = this.#answers.get(event) ?? new Map<string, Answer>();
    this.#answers.set(event, answers);
    const known = answers.get(key);
    if (known) return known;
    const answer = execute();
    answers.set(key, answer);
    return answer;
  }
}
