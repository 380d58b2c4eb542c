/* Nest, Fastify and Apollo with the same resolvers and all extras off: what our own additions cost. */
import 'reflect-metadata';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { environment } from './environment.js';
import { AccountResolver } from './nest-accounts.js';
import { AUTHENTICATION } from './nest-auth.js';
import { GreetingResolver, ProfileResolver } from './nest-greeting.js';
import { ProductResolver } from './nest-products.js';

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      graphiql: false,
      introspection: false,
      csrfPrevention: false,
      persistedQueries: false,
      plugins: [ApolloServerPluginCacheControlDisabled()],
    }),
  ],
  providers: [
    ...AUTHENTICATION,
    GreetingResolver,
    ProfileResolver,
    ProductResolver,
    AccountResolver,
  ],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen(environment.port, environment.host);
