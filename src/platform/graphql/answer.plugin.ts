import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { recordOutcome, headOf, reportErrors } from './answer.js';

interface GraphQLContext {
  readonly req?: FastifyRequest;
}

const listener: GraphQLRequestListener<GraphQLContext> = {
  didResolveOperation({ operation, contextValue }) {
    if (contextValue.req) recordOutcome(contextValue.req, operation, undefined);
    return Promise.resolve();
  },

  didEncounterErrors({ errors, contextValue }) {
    reportErrors(errors, contextValue.req);
    return Promise.resolve();
  },

  willSendResponse({ errors, contextValue, operation, response: { body, http } }) {
    if (body.kind !== 'single') return Promise.resolve();
    const { singleResult: result } = body;
    const isRefusedByApollo = errors && result.data === undefined;
    const refusal = errors && headOf(errors, result);
    // Apollo answers an unknown persisted query with 200, which no data goes with.
    if (isRefusedByApollo && (http.status ?? 200) < 400) http.status = 400;
    if (refusal) {
      http.status = refusal.status;
      for (const [name, value] of Object.entries(refusal.headers)) http.headers.set(name, value);
    }
    if (contextValue.req) recordOutcome(contextValue.req, operation, result.errors);
    return Promise.resolve();
  },
};

/** What every answer has beyond Apollo's own: the error contract, and an entry for the log line. */
export const answerPlugin: ApolloServerPlugin<GraphQLContext> = {
  requestDidStart: () => Promise.resolve(listener),
};
