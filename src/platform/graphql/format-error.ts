import { unwrapResolverError } from '@apollo/server/errors';
import { BadRequestException } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { ApiException } from '../http/api.exception.js';
import { toErrorResponse, type ErrorResponse } from '../http/error-response.js';

const SUGGESTION = / Did you mean .+\?$/;

/** The error contract for an error; undefined where Apollo refused the request itself. */
export function errorResponseOf(error: unknown): ErrorResponse | undefined {
  if (isRequestError(error)) return undefined;
  const exception = unwrap(error);
  // An error with places in the document comes from graphql-js: an argument is wrong.
  if (exception instanceof GraphQLError && exception.nodes && !exception.originalError) {
    return toErrorResponse(new BadRequestException(exception.message));
  }
  // A GraphQLError that a resolver throws may be an upstream's, so it is masked like any other.
  return toErrorResponse(exception);
}

/** Of a resolver's error, or of a refusal before any resolver. */
function unwrap(error: unknown): unknown {
  const isRefusal = error instanceof GraphQLError && error.originalError instanceof ApiException;
  return isRefusal ? error.originalError : unwrapResolverError(error);
}

function isRequestError(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.path) return false;
  const code = error.extensions['code'];
  return code !== undefined && code !== 'INTERNAL_SERVER_ERROR';
}

/** Formats an error for the client: without a stack, an upstream's body or the text of a defect. */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const failure = errorResponseOf(error);
  const { locations, path } = formatted;
  if (!failure) {
    const code = formatted.extensions?.['code'];
    // Of the variables: nothing else hides what values an enum has.
    const message =
      code === 'BAD_USER_INPUT' ? formatted.message.replace(SUGGESTION, '') : formatted.message;
    return { ...formatted, message, extensions: { code } };
  }
  return {
    message: failure.message,
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    extensions: { ...failure.extensions },
  };
}
