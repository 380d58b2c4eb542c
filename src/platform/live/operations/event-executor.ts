import { randomUUID } from 'node:crypto';
import { Injectable, type ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import { Caller } from '../../auth/caller.js';
import { AccessGuard } from '../../auth/access/access.guard.js';
import { Lifetime, stateOf, type RequestState } from '../../http/request-state.js';
import { describeErrors } from '../../graphql/answer.js';
import { isPromise, type PromiseOrValue } from '../../graphql/execution/promise.js';
import { execute } from '../../graphql/executor.js';
import { contextFor, LiveRequest } from './live-request.js';

/** What an event is to its subscribers, who may be many: written once for all. */
export interface EventAnswer {
  /** The payload of a `next` message, as JSON. */
  readonly text: string;
  readonly isFailed: boolean;
}

type Answer = PromiseOrValue<EventAnswer>;

/**
 * Executes and writes each event once for all subscriptions that ask the same of it with the same token and
 * connection parameters: a caller may have a hundred, and each execution costs what one of a request does.
 */
@Injectable()
export class EventExecutor {
  /** Subscribers of a channel get the same object; nothing else is shared. */
  readonly #answers = new WeakMap<object, Map<string, Answer>>();

  constructor(private readonly access: AccessGuard) {}

  /** @param question what is asked, such as document, operation and variables */
  createFor(
    args: ExecutionArgs,
    question: readonly unknown[],
    subscription: LiveRequest,
  ): (event: unknown) => Answer {
    const { ip, parameters } = subscription;
    const key = JSON.stringify([...question, ownerOf(subscription), ip, parameters]);
    return (event) => this.#share(event, key, () => this.#execute(event, args, subscription));
  }

  #share(event: unknown, key: string, execution: () => Answer): Answer {
    if (typeof event !== 'object' || event === null) return execution();
    const answers = this.#answers.get(event) ?? new Map<string, Answer>();
    this.#answers.set(event, answers);
    const answer = answers.get(key) ?? execution();
    answers.set(key, answer);
    return answer;
  }

  /**
   * Without a promise where no resolver has one: an event may have very many subscribers. Checks
   * permissions as well, which may have changed since the subscription began.
   */
  #execute(event: unknown, args: ExecutionArgs, subscription: LiveRequest): Answer {
    // Each event has a request of its own, so that nothing is cached from one event to the next, and
    // does not end with the first of those who share its answer.
    const { caller, target } = stateOf(subscription);
    const request = new LiveRequest(subscription, { lifetime: new Lifetime(), caller });
    const answer = (): Answer => {
      const outcome = execute({ ...args, rootValue: event, contextValue: contextFor(request) });
      const describe = (result: ExecutionResult) => describeResult(result, request, args);
      return isPromise(outcome) ? outcome.then(describe) : describe(outcome);
    };
    const verdict = !target || this.access.canActivate(judgedBy(request, target));
    return verdict === true ? answer() : Promise.resolve(verdict).then(answer);
  }
}

/** The token, since it decides about the answer; an anonymous question is never shared. */
function ownerOf(subscription: LiveRequest): string {
  const { caller } = stateOf(subscription);
  return caller instanceof Caller ? caller.accessToken : randomUUID();
}

/** What a guard sees of a resolver, outside of a call to it. */
function judgedBy(
  request: LiveRequest,
  target: NonNullable<RequestState['target']>,
): ExecutionContext {
  const args = [undefined, {}, contextFor(request), undefined];
  const context = new ExecutionContextHost(args, target.getClass(), target.getHandler());
  context.setType('graphql');
  return context;
}

function describeResult(
  { data, errors }: ExecutionResult,
  request: LiveRequest,
  args: ExecutionArgs,
): EventAnswer {
  if (!errors) return { text: JSON.stringify({ data: data ?? null }), isFailed: false };
  const described = describeErrors(errors, request, args);
  const result = data ? { errors: described, data } : { errors: described };
  return { text: JSON.stringify(result), isFailed: true };
}
