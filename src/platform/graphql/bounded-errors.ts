import type { GraphQLFormattedError } from 'graphql';
import { boundText } from '../logging/printable.js';

/** Of one answer. */
export const MAXIMUM_ERRORS = 10;
const MAXIMUM_BYTES = 31 * 1024;
const MAXIMUM_LOCATIONS = 10;
const MAXIMUM_PATH_CHARACTERS = 500;

/** Keeps an answer from being a multiple of its request, whatever its errors repeat of that. */
export function boundErrors(errors: readonly GraphQLFormattedError[]): GraphQLFormattedError[] {
  const bounded = errors.slice(0, MAXIMUM_ERRORS).map(boundError);
  let left = MAXIMUM_BYTES;
  return bounded.filter((error, index) => {
    if (bounded.length > 1) left -= Buffer.byteLength(JSON.stringify(error));
    return index === 0 || left >= 0;
  });
}

function boundError(error: GraphQLFormattedError): GraphQLFormattedError {
  const { message, locations, path, ...rest } = error;
  return {
    message: boundText(message),
    ...(locations ? { locations: locations.slice(0, MAXIMUM_LOCATIONS) } : {}),
    // The names in it are the client's; half a path would be a wrong one.
    ...(path && path.join('.').length <= MAXIMUM_PATH_CHARACTERS ? { path } : {}),
    ...rest,
  };
}
