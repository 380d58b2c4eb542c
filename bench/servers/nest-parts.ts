/* Resolver, guard and strategy as the tutorials of Nest and Auth0 show them. */
import { Injectable, UseGuards, type ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext, Query, Resolver } from '@nestjs/graphql';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { environment, HELLO, SECRET } from './environment.js';

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor() {
    super({
      secretOrKeyProvider: passportJwtSecret({
        cache: true,
        rateLimit: true,
        jwksRequestsPerMinute: 5,
        jwksUri: environment.jwksUri,
      }),
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      audience: environment.audience,
      issuer: environment.issuer,
      algorithms: ['RS256'],
    });
  }

  validate(payload: unknown): unknown {
    return payload;
  }
}

@Injectable()
export class GqlAuthGuard extends AuthGuard('jwt') {
  override getRequest(context: ExecutionContext) {
    const graphql = GqlExecutionContext.create(context).getContext();
    // Apollo's driver names it `req`; Mercurius has it in the reply.
    return graphql.req ?? graphql.reply.request;
  }
}

@Resolver()
export class GreetingResolver {
  @Query(() => String)
  hello(): string {
    return HELLO;
  }

  @UseGuards(GqlAuthGuard)
  @Query(() => String)
  secret(): string {
    return SECRET;
  }
}
