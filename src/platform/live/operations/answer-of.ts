import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { describeErrors } from '../../graphql/answer.js';
import type { ExecutedInput } from '../../graphql/input-errors.js';
import { isPromise, type PromiseOrValue } from '../../graphql/execution/promise.js';
import type { LiveRequest } from './live-request.js';

/** Without a promise where no resolver has one: an event may have very many subscribers. */
export function answerOf(
  outcome: PromiseOrValue<ExecutionResult>,
  request: LiveRequest,
  input: ExecutedInput,
): PromiseOrValue<FormattedExecutionResult> {
  return isPromise(outcome)
    ? outcome.then((result) => toAnswer(result, request, input))
    : toAnswer(outcome, request, input);
}

function toAnswer({ data, errors }: ExecutionResult, request: LiveRequest, input: ExecutedInput) {
  if (!errors) return { data: data ?? null };
  const described = describeErrors(errors, request, input);
  return data ? { errors: described, data } : { errors: described };
}
