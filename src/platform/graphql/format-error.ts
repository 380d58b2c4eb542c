import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ApiException } from '../http/api.exception.js';
import { toErrorResponse, type ErrorResponse } from '../http/error-response.js';
import { inputExceptionOf } from './input-errors.js';

/** The error contract for an error; undefined where Apollo refused the request itself. */
export function errorResponseOf(error: unknown): ErrorResponse | undefined {
  const inputException = inputExceptionOf(error);
  if (inputException) return toErrorResponse(inputException);
  // A GraphQLError that a resolver throws may be an upstream's, so it is masked like any other.
  return isRequestError(error) ? undefined : toErrorResponse(unwrap(error));
}

/** Of a resolver's error, or of a refusal before any resolver. */
function unwrap(error: unknown): unknown {
  const isRefusal = error instanceof GraphQLError && error.originalError instanceof ApiException;
  return isRefusal ? error.originalError : unwrapResolverError(error);
}

function isRequestError(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.path) return false;
  const code = error.extensions['code'];
  // Apollo recognises errors of variables by their text, which a resolver's error can have as well.
  if (code === 'BAD_USER_INPUT' && error.originalError instanceof GraphQLError) return false;
  return code !== undefined && code !== 'INTERNAL_SERVER_ERROR';
}

/** Formats an error for the client: without a stack, an upstream's body or the text of a defect. */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const failure = errorResponseOf(error);
  const { locations, path } = formatted;
  if (!failure) return { ...formatted, extensions: { code: formatted.extensions?.['code'] } };
  return {
    message: failure.message,
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    extensions: { ...failure.extensions },
  };
}
