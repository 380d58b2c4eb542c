import type {
  ApolloServerPlugin,
  GraphQLRequestContext,
  GraphQLRequestListener,
} from '@apollo/server';
import { Logger } from '@nestjs/common';
import type { FormattedExecutionResult } from 'graphql';
import type { FastifyRequest } from 'fastify';
import { failureOf } from './format-error.js';
import type { Failure } from './failure.js';

interface GraphQLContext {
  readonly req?: FastifyRequest;
}

/** The gravest first: the status of an answer with several errors. */
const GRAVITY = [500, 503, 401, 403, 404, 400];

/** For errors that a resolver or the execution itself raised with a code of its own. */
const BAD_REQUEST: Pick<Failure, 'status' | 'headers'> = { status: 400, headers: {} };

const logger = new Logger('GraphQL');

/**
 * Gives an answer that holds nothing but errors the HTTP status and the headers of the gravest
 * (RFC 6750, section 3; GraphQL over HTTP, section 6.4), and logs defects once.
 */
export const errorResponsePlugin: ApolloServerPlugin<GraphQLContext> = {
  requestDidStart: () => Promise.resolve(listener),
};

const listener: GraphQLRequestListener<GraphQLContext> = {
  didEncounterErrors(context) {
    for (const error of context.errors) logFailure(error, context);
    return Promise.resolve();
  },

  willSendResponse({ errors, response }) {
    if (errors && response.body.kind === 'single') {
      applyFailure(errors, response.body.singleResult, response.http);
    }
    return Promise.resolve();
  },
};

function applyFailure(
  errors: readonly unknown[],
  result: FormattedExecutionResult,
  http: GraphQLRequestContext<GraphQLContext>['response']['http'],
): void {
  if (result.data === undefined) {
    // Apollo refused the request itself; a persisted query with 200, which no data goes with.
    if ((http.status ?? 200) < 400) http.status = 400;
    return;
  }
  if (result.data !== null) return;
  delete result.data;
  const failures = errors.map((error) => failureOf(error) ?? BAD_REQUEST);
  const gravest = failures.reduce((one, other) => (gravity(other) < gravity(one) ? other : one));
  http.status = gravest.status;
  for (const [name, value] of Object.entries(gravest.headers)) http.headers.set(name, value);
}

function gravity({ status }: Pick<Failure, 'status'>): number {
  const rank = GRAVITY.indexOf(status);
  return rank === -1 ? GRAVITY.length : rank;
}

/** An expected refusal is for debugging, an outage is logged where it begins, a defect is an error. */
function logFailure(error: Error, { contextValue }: GraphQLRequestContext<GraphQLContext>): void {
  const failure = failureOf(error);
  if (!failure) return;
  const request = `request ${contextValue.req?.id ?? '-'}`;
  const { code, reason } = failure.extensions;
  if (failure.status !== 500)
    return logger.debug(`${code}${reason ? ` ${reason}` : ''}, ${request}`);
  const { stack } =
    'originalError' in error && error.originalError instanceof Error ? error.originalError : error;
  logger.error(`Defect in ${request}`, stack);
}
