/* Nest, Fastify and Apollo as their documentation shows them, with what an attack aims at. */
import 'reflect-metadata';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Args,
  Field,
  Float,
  GraphQLModule,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { PubSub } from 'graphql-subscriptions';
import { environment } from './environment.js';
import { now, verifyToken } from './live-token.js';
import { AUTHENTICATION, Public } from './nest-auth.js';
import { GreetingResolver } from './nest-greeting.js';

/** A paragraph. */
const TEXT = 'Lorem ipsum dolor sit amet. '.repeat(16);
const pubSub = new PubSub();

@ObjectType()
class Row {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  text!: string;

  @Field(() => Float)
  at!: number;
}

@Resolver()
class RowResolver {
  @Query(() => [Row])
  rows(@Args('first', { type: () => Int }) first: number): Row[] {
    return Array.from({ length: first }, (_, index) => row(index));
  }

  @Mutation(() => Boolean)
  async tick(@Args('key', { type: () => ID }) key: string): Promise<boolean> {
    await pubSub.publish(key, { ticked: row(0) });
    return true;
  }

  // Its socket was opened with a token.
  @Public()
  @Subscription(() => Row)
  ticked(@Args('key', { type: () => ID }) key: string) {
    return pubSub.asyncIterableIterator(key);
  }
}

function row(index: number): Row {
  return { id: String(index), text: TEXT, at: now() };
}

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      autoSchemaFile: true,
      graphiql: false,
      introspection: false,
      subscriptions: {
        'graphql-ws': {
          onConnect: async ({ connectionParams }) => {
            await verifyToken(connectionParams?.['authorization']);
          },
        },
      },
    }),
  ],
  providers: [...AUTHENTICATION, GreetingResolver, RowResolver],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen(environment.port, environment.host);
