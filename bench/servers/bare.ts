/* Nest, Fastify and Apollo with one resolver and all extras off: what our own additions cost. */
import 'reflect-metadata';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { environment, HELLO } from './environment.js';

@Resolver()
class GreetingResolver {
  @Query(() => String)
  hello(): string {
    return HELLO;
  }
}

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
  providers: [GreetingResolver],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen(environment.port, environment.host);
