import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { FastPathApolloDriver } from './fast-path/fast-path-apollo.driver.js';

export type { ExecutedOperation } from './fast-path/execute-operation.js';

/** Executes an operation of another transport as `POST /graphql` does. */
@Injectable()
export class OperationRoad {
  readonly execute: FastPathApolloDriver['executeValid'];

  constructor(moduleRef: ModuleRef) {
    this.execute = (operation, exchange) => {
      const { graphQlAdapter } = moduleRef.get(GraphQLModule, { strict: false });
      if (graphQlAdapter instanceof FastPathApolloDriver) {
        return graphQlAdapter.executeValid(operation, exchange);
      }
      throw new Error('GraphQL runs with another driver than that of the platform.');
    };
  }
}
