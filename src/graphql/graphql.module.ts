import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { GraphQLModule as NestGraphQLModule } from '@nestjs/graphql';
import { GraphqlOptions } from './graphql.options.js';
import { HttpErrorFilter } from './http-error.filter.js';
import { PreparingApolloDriver } from './preparing-apollo.driver.js';

/** How GraphQL runs over HTTP. */
@Module({
  imports: [
    NestGraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: PreparingApolloDriver,
      useClass: GraphqlOptions,
    }),
  ],
  providers: [{ provide: APP_FILTER, useClass: HttpErrorFilter }],
})
export class GraphqlModule {}
