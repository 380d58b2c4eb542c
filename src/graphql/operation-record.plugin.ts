import type { ApolloServerPlugin, GraphQLRequestListener } from '@apollo/server';
import { recordOperation } from '../http/operation-record.js';

interface GraphQLContext {
  readonly req?: object;
}

const MAXIMUM_NAME = 64;

const listener: GraphQLRequestListener<GraphQLContext> = {
  willSendResponse({ contextValue: { req }, operationName, response: { body } }) {
    const errors = body.kind === 'single' ? body.singleResult.errors : undefined;
    const code = errors?.[0]?.extensions?.['code'];
    if (req) {
      recordOperation(req, {
        operation: operationName?.slice(0, MAXIMUM_NAME) ?? 'anonymous',
        code: errors ? String(code) : 'OK',
      });
    }
    return Promise.resolve();
  },
};

/** Notes what was asked and how it ended, for the log line of the request. */
export const operationRecordPlugin: ApolloServerPlugin<GraphQLContext> = {
  requestDidStart: () => Promise.resolve(listener),
};
