/*
 * The classic tutorial: Nest on Express with Apollo, `passportJwtSecret`, and a Management client
 * that is made for each request.
 */
import 'reflect-metadata';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule, Query, Resolver } from '@nestjs/graphql';
import { ManagementClient } from 'auth0';
import { environment, type Claims } from './environment.js';
import { AccountResolver } from './nest-accounts.js';
import { AUTHENTICATION, CurrentCaller } from './nest-auth.js';
import { GreetingResolver, User } from './nest-greeting.js';
import { ProductResolver } from './nest-products.js';

const { url, clientId, clientSecret } = environment.management;

@Resolver()
class ProfileResolver {
  @Query(() => User)
  async me(@CurrentCaller() { sub }: Claims): Promise<User> {
    const management = new ManagementClient({
      domain: new URL(url).host,
      clientId,
      clientSecret,
      audience: `${url}api/v2/`,
      fetch: fetchOnLoopback,
    });
    const { user_id, email_verified, ...profile } = await management.users.get(sub);
    return { ...profile, id: String(user_id), emailVerified: email_verified } as User;
  }
}

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true }),
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

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
await app.listen(environment.port, environment.host);

/** The client knows https alone; the tenant here listens on loopback. */
function fetchOnLoopback(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const target = typeof input === 'object' && 'url' in input ? input.url : String(input);
  return fetch(target.replace(/^https:/, 'http:'), init);
}
