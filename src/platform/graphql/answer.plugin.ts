import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { GraphQLError, OperationTypeNode } from 'graphql';
import { errorResponseOf } from './format-error.js';
import { recordOutcome, headOf, reportErrors } from './answer.js';
import { boundErrors } from './bounded-errors.js';
import { noteInputErrors } from './input-errors.js';

interface GraphQLContext {
  readonly req?: FastifyRequest;
}

const listener: GraphQLRequestListener<GraphQLContext> = {
  didResolveOperation({ operation, contextValue }) {
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION) throw wrongTransport();
    if (contextValue.req) recordOutcome(contextValue.req, operation, undefined);
    return Promise.resolve();
  },

  didEncounterErrors({ errors, contextValue, schema, document, operation, request }) {
    if (document && operation) {
      const { operationName, variables: variableValues } = request;
      noteInputErrors(errors, { schema, document, operationName, variableValues });
    }
    reportErrors(errors, contextValue.req);
    return Promise.resolve();
  },

  willSendResponse({ errors, contextValue, operation, response: { body, http } }) {
    if (body.kind !== 'single') return Promise.resolve();
    const { singleResult: result } = body;
    if (result.errors) result.errors = boundErrors(result.errors);
    if (errors && (result.data === null || (result.data === undefined && isOurs(errors)))) {
      const { status, headers } = headOf(errors);
      // An answer that has only errors omits `data`.
      delete result.data;
      http.status = status;
      for (const [name, value] of Object.entries(headers)) http.headers.set(name, value);
    } else if (errors && result.data === undefined && (http.status ?? 200) < 400) {
      // Apollo answers an unknown persisted query with 200.
      http.status = 400;
    }
    if (contextValue.req) recordOutcome(contextValue.req, operation, result.errors);
    return Promise.resolve();
  },
};

/** Adds the error contract and the record for the log line to what Apollo answers. */
export const answerPlugin: ApolloServerPlugin<GraphQLContext> = {
  requestDidStart: () => Promise.resolve(listener),
};

/** False where Apollo refused the request itself. */
function isOurs(errors: readonly Error[]): boolean {
  return errors.some((error) => errorResponseOf(error));
}

function wrongTransport(): GraphQLError {
  return new GraphQLError('Subscriptions run over WebSocket only.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  });
}
