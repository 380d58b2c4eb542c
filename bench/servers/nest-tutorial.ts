/*
 * The classic tutorial: Nest on Express with Apollo, `passportJwtSecret`, and a Management client
 * that is made for each request.
 */
import 'reflect-metadata';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { createParamDecorator, Module, UseGuards, type ExecutionContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Field, GqlExecutionContext, GraphQLModule, ID, ObjectType } from '@nestjs/graphql';
import { Query, Resolver } from '@nestjs/graphql';
import { PassportModule } from '@nestjs/passport';
import { ManagementClient } from 'auth0';
import { environment } from './environment.js';
import { GqlAuthGuard, GreetingResolver, JwtStrategy } from './nest-parts.js';

const { url, clientId, clientSecret } = environment.management;

const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) =>
    GqlExecutionContext.create(context).getContext().req.user,
);

@ObjectType()
class User {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => String, { nullable: true })
  email?: string;
}

@Resolver()
class ProfileResolver {
  @UseGuards(GqlAuthGuard)
  @Query(() => User)
  async me(@CurrentCaller() { sub }: { sub: string }): Promise<User> {
    const management = new ManagementClient({
      domain: new URL(url).host,
      clientId,
      clientSecret,
      audience: `${url}api/v2/`,
      fetch: fetchOnLoopback,
    });
    const { user_id, name, email } = await management.users.get(sub);
    return { id: String(user_id), name, email } as User;
  }
}

@Module({
  imports: [
    PassportModule.register({ defaultStrategy: 'jwt' }),
    GraphQLModule.forRoot<ApolloDriverConfig>({ driver: ApolloDriver, autoSchemaFile: true }),
  ],
  providers: [JwtStrategy, GqlAuthGuard, GreetingResolver, ProfileResolver],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
await app.listen(environment.port, environment.host);

/** The client knows https alone; the tenant here listens on loopback. */
function fetchOnLoopback(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const target = typeof input === 'object' && 'url' in input ? input.url : String(input);
  return fetch(target.replace(/^https:/, 'http:'), init);
}
