import { unwrapResolverError } from '@apollo/server/errors';
import { BadRequestException } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { toErrorResponse, type ErrorResponse } from '../http/error-response.js';

/** The failure behind an error; undefined for what Apollo found wrong with the request itself. */
export function errorResponseOf(error: unknown): ErrorResponse | undefined {
  if (isRequestError(error)) return undefined;
  const exception = unwrapResolverError(error);
  // Only graphql-js itself knows places in the document: it found an argument wrong.
  if (exception instanceof GraphQLError && exception.nodes && !exception.originalError) {
    return toErrorResponse(new BadRequestException(exception.message));
  }
  // A resolver that throws a GraphQLError may be passing on an upstream's: masked like the rest.
  return toErrorResponse(exception);
}

function isRequestError(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.path) return false;
  const code = error.extensions['code'];
  return code !== undefined && code !== 'INTERNAL_SERVER_ERROR';
}

/** What a client sees of an error: never a stack, an upstream body or the text of a defect. */
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
