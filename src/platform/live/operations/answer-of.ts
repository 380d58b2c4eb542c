import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { describeErrors } from '../../graphql/answer.js';
import { isPromise, type PromiseOrValue } from '../../graphql/promise-or-value.js';
import type { LiveRequest } from './live-request.js';

/** Without a promise where no resolver has one: an event may have very many subscribers. */
export function answerOf(
  outcome: PromiseOrValue<ExecutionResult>,
  request: LiveRequest,
): PromiseOrValue<FormattedExecutionResult> {
  return isPromise(outcome)
    ? outcome.then((result) => toAnswer(result, request))
    : toAnswer(outcome, request);
}

function toAnswer({ data, errors }: ExecutionResult, request: LiveRequest) {
  if (!errors) return { data: data ?? null };
  const described = describeErrors(errors, request);
  return data ? { errors: described, data } : { errors: described };
}
