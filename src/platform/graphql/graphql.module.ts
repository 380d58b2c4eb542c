import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { GraphQLModule as NestGraphQLModule } from '@nestjs/graphql';
import { GraphqlOptions } from './graphql.options.js';
import { FastPathApolloDriver } from './fast-path/fast-path-apollo.driver.js';

/** How GraphQL runs over HTTP. */
@Module({
  imports: [
    NestGraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: FastPathApolloDriver,
      useClass: GraphqlOptions,
    }),
  ],
})
export class GraphqlModule {}
