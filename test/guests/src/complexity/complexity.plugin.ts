import type {
  ApolloServerPlugin,
  BaseContext,
  GraphQLRequestContextDidResolveOperation,
  GraphQLRequestListener,
} from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator } from 'graphql-query-complexity';
import { ApiException } from '../platform/http/index.js';

const MAXIMUM = 20;
const ESTIMATORS = [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })];

/** Refuses what costs more than `MAXIMUM` by a rule of its own. */
@Plugin()
export class ComplexityPlugin implements ApolloServerPlugin {
  requestDidStart(): Promise<GraphQLRequestListener<BaseContext>> {
    return Promise.resolve({
      didResolveOperation: ({
        schema,
        document,
        request: { variables = {} },
      }: GraphQLRequestContextDidResolveOperation<BaseContext>) => {
        const complexity = getComplexity({
          schema,
          query: document,
          variables,
          estimators: ESTIMATORS,
        });
        if (complexity <= MAXIMUM) return Promise.resolve();
        throw new ApiException({
          status: 400,
          code: 'QUERY_TOO_COMPLEX',
          message: `The query costs ${complexity}, more than ${MAXIMUM}.`,
        });
      },
    });
  }
}
