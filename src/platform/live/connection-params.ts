import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from '../http/request-of.js';
import { LiveRequest, type ConnectionParameters } from './operations/live-request.js';

/** Of all parameters as JSON. */
const MAXIMUM_BYTES = 4 * 1024;

/**
 * Gives a resolver of a subscription what its client sent with `connection_init`, such as its locale:
 * all of it, or one parameter by its name. Never the token. Empty over HTTP. A client may send
 * anything here: check it like an argument.
 *
 * @example
 * orderChanged(@ConnectionParams('locale') locale: unknown)
 */
export const ConnectionParams = createParamDecorator(
  (name: string | undefined, context: ExecutionContext): unknown => {
    const request: unknown = requestOf(context);
    const parameters = request instanceof LiveRequest ? request.parameters : {};
    if (name === undefined) return parameters;
    return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  },
);

/**
 * The parameters without credentials, which are the guard's alone; undefined where they take more than
 * 4 KiB.
 */
export function readParameters(
  given: Readonly<Record<string, unknown>> = {},
  credentialHeaders: readonly string[],
): ConnectionParameters | undefined {
  const others = Object.entries(given).filter(
    ([name]) => !credentialHeaders.includes(name.toLowerCase()),
  );
  const parameters = Object.freeze(Object.fromEntries(others));
  return sizeOf(parameters) <= MAXIMUM_BYTES ? parameters : undefined;
}

function sizeOf(parameters: ConnectionParameters): number {
  try {
    return Buffer.byteLength(JSON.stringify(parameters));
  } catch {
    // V8 reads deeper lists than it writes.
    return Infinity;
  }
}
