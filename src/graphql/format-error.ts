import { unwrapResolverError } from '@apollo/server/errors';
import { BadRequestException } from '@nestjs/common';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { describeFailure, type Failure } from './failure.js';

/** The failure behind an error; undefined for what Apollo found wrong with the request itself. */
export function failureOf(error: unknown): Failure | undefined {
  if (isRequestError(error)) return undefined;
  const exception = unwrapResolverError(error);
  // Only graphql-js itself knows places in the document: it found an argument wrong.
  if (exception instanceof GraphQLError && exception.nodes && !exception.originalError) {
    return describeFailure(new BadRequestException(exception.message));
  }
  // A resolver that throws a GraphQLError may be passing on an upstream's: masked like the rest.
  return describeFailure(exception);
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
  const failure = failureOf(error);
  const { locations, path } = formatted;
  if (!failure) return { ...formatted, extensions: { code: formatted.extensions?.['code'] } };
  return {
    message: failure.message,
    ...(locations ? { locations } : {}),
    ...(path ? { path } : {}),
    extensions: { ...failure.extensions },
  };
}
