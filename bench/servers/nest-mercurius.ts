/* Nest with its Mercurius driver and the tutorials' guard and strategy. */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { PassportModule } from '@nestjs/passport';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { environment } from './environment.js';
import { GqlAuthGuard, GreetingResolver, JwtStrategy } from './nest-parts.js';

@Module({
  imports: [
    PassportModule.register({ defaultStrategy: 'jwt' }),
    GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      autoSchemaFile: true,
      graphiql: false,
      jit: 1,
    }),
  ],
  providers: [JwtStrategy, GqlAuthGuard, GreetingResolver],
})
class AppModule {}

const app = await NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter(), {
  logger: ['error', 'warn'],
});
await app.listen(environment.port, environment.host);
