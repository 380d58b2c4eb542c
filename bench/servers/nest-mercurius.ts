/* Nest with its Mercurius driver, and the guard and strategy of Nest's documentation. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { environment } from './environment.js';
import { AccountResolver } from './nest-accounts.js';
import { AUTHENTICATION } from './nest-auth.js';
import { GreetingResolver, ProfileResolver } from './nest-greeting.js';
import { ProductResolver } from './nest-products.js';

@Module({
  imports: [
    GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      autoSchemaFile: true,
      graphiql: false,
      jit: 1,
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
