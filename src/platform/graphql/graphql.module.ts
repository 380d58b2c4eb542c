import type { ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { GraphQLModule as NestGraphQLModule } from '@nestjs/graphql';
import { AccessMap } from './access-map.js';
import { AccessMapFile } from './access-map.file.js';
import { DeclaredFields } from './declared-fields.js';
import { OperationRoad } from './operation-road.js';
import { OwnOperations } from './documents/own-operations.js';
import { TrustedDocuments } from './documents/trusted-documents.js';
import { OperationPoints } from './cost/operation-points.js';
import { GraphqlOptions } from './graphql.options.js';
import { FastPathApolloDriver } from './fast-path/fast-path-apollo.driver.js';

/** How GraphQL runs over HTTP. */
@Module({
  imports: [
    DiscoveryModule,
    NestGraphQLModule.forRootAsync<ApolloDriverConfig>({
      driver: FastPathApolloDriver,
      useClass: GraphqlOptions,
    }),
  ],
  providers: [
    AccessMap,
    AccessMapFile,
    DeclaredFields,
    OperationPoints,
    OperationRoad,
    OwnOperations,
    TrustedDocuments,
  ],
  // For the schema, which other transports execute as well.
  exports: [
    AccessMap,
    NestGraphQLModule,
    OperationPoints,
    OperationRoad,
    OwnOperations,
    TrustedDocuments,
  ],
})
export class GraphqlModule {}
