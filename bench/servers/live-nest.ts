/* Nest with its own option for subscriptions, and the PubSub of its documentation. */
import 'reflect-metadata';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Field,
  Float,
  GraphQLModule,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { PubSub } from 'graphql-subscriptions';
import { environment, HELLO } from './environment.js';
import { now, verifyToken } from './live-token.js';

const pubSub = new PubSub();

@ObjectType()
class Tick {
  @Field(() => Float)
  at!: number;
}

@Resolver()
class TickResolver {
  @Query(() => String)
  hello(): string {
    return HELLO;
  }

  @Mutation(() => Boolean)
  async tick(): Promise<boolean> {
    await pubSub.publish('ticked', { ticked: { at: now() } });
    return true;
  }

  @Subscription(() => Tick)
  ticked() {
    return pubSub.asyncIterableIterator('ticked');
  }
}

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      graphiql: false,
      subscriptions: {
        'graphql-ws': {
          onConnect: async ({ connectionParams }) => {
            await verifyToken(connectionParams?.['authorization']);
          },
        },
      },
    }),
  ],
  providers: [TickResolver],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen(environment.port, environment.host);
