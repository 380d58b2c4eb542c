import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import { execute as executeByGraphqlJs, type ExecutionArgs, type GraphQLSchema } from 'graphql';
import { isTracing } from '../telemetry/start-tracing.js';
import { execute as executeByPlan } from './execution/execute.js';

/**
 * Executes every operation, whichever transport brings it. With traces graphql-js does: OpenTelemetry
 * makes its spans there.
 */
export const execute = isTracing() ? executeByGraphqlJs : executeByPlan;

/** The options that take effect in an execution. */
type Options = Pick<ApolloServerOptions<BaseContext>, 'fieldResolver' | 'rootValue'> & {
  readonly schema: GraphQLSchema;
  readonly executionOptions?: ExecutionArgs['options'] | undefined;
};

/**
 * Has Apollo execute with `execute`: a gateway is what Apollo asks for another executor.
 * https://github.com/apollographql/apollo-server/blob/main/packages/gateway-interface/src/index.ts
 */
export function createGateway({
  schema,
  fieldResolver,
  rootValue,
  executionOptions,
}: Options): NonNullable<ApolloServerOptions<BaseContext>['gateway']> {
  return {
    load: () =>
      Promise.resolve({
        executor: async ({ document, request, context }) =>
          execute({
            schema,
            document,
            rootValue: typeof rootValue === 'function' ? rootValue(document) : rootValue,
            contextValue: context,
            variableValues: request.variables,
            operationName: request.operationName,
            fieldResolver,
            ...(executionOptions ? { options: executionOptions } : {}),
          }),
      }),
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    stop: () => Promise.resolve(),
  };
}
