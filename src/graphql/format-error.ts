import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { describeFailure, type Failure } from './failure.js';

/**
 * The failure behind an error; undefined for what Apollo found wrong with the request, and for a
 * `GraphQLError` that a resolver threw with a code of its own.
 */
export function failureOf(error: unknown): Failure | undefined {
  const exception = unwrapResolverError(error);
  const code = exception instanceof GraphQLError ? exception.extensions['code'] : undefined;
  return code === undefined || code === 'INTERNAL_SERVER_ERROR'
    ? describeFailure(exception)
    : undefined;
}

/** What a client sees of an error: never a stack, an upstream body or the text of a defect. */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const failure = failureOf(error);
  if (!failure) return formatted;
  const { locations, path } = formatted;
  return {
    message: failure.message,
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    extensions: { ...failure.extensions },
  };
}
