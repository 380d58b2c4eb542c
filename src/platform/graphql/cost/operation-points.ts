import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { Injectable } from '@nestjs/common';
import {
  GraphQLError,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { Settings } from '../../config/settings.js';
import { costOf } from './cost-of.js';
import { OperationTooExpensiveException } from './operation-too-expensive.exception.js';

/** A valid operation that has not been executed yet. */
interface Operation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Decides by its cost whether an operation may be executed, whichever transport brings it. */
@Injectable()
export class OperationPoints {
  /** For what Apollo executes. */
  readonly plugin: ApolloServerPlugin<BaseContext> = {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation: ({ schema, document, operation, request: { variables } }) => {
          const refusal = operation && this.judge(schema, { document, operation, variables });
          return refusal ? Promise.reject(refusal) : Promise.resolve();
        },
      }),
  };

  constructor(private readonly settings: Settings) {}

  /** Undefined where the operation may be executed. */
  judge(
    schema: GraphQLSchema,
    { document, operation, variables }: Operation,
  ): GraphQLError | undefined {
    const { maxOperationPoints: limit, isProduction } = this.settings;
    if (limit === 0) return undefined;
    const cost = costOf(schema, document, operation, variables);
    if (cost === undefined || cost <= limit) return undefined;
    return toGraphqlError(new OperationTooExpensiveException(cost, limit, isProduction));
  }
}

function toGraphqlError(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { originalError });
}
