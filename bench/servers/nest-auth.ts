/* Authentication as the documentation of Nest and Auth0 shows it: a guard for all, and a strategy. */
import {
  createParamDecorator,
  Injectable,
  SetMetadata,
  type ExecutionContext,
  type Provider,
} from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { environment } from './environment.js';

const IS_PUBLIC = 'isPublic';

export const Public = () => SetMetadata(IS_PUBLIC, true);

export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => requestOf(context).user,
);

@Injectable()
class JwtStrategy extends PassportStrategy(Strategy) {
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
class JwtAuthGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override canActivate(context: ExecutionContext) {
    const places = [context.getHandler(), context.getClass()];
    return this.reflector.getAllAndOverride(IS_PUBLIC, places) || super.canActivate(context);
  }

  override getRequest(context: ExecutionContext) {
    return requestOf(context);
  }
}

export const AUTHENTICATION: Provider[] = [
  JwtStrategy,
  { provide: APP_GUARD, useClass: JwtAuthGuard },
];

/** Apollo's driver names it `req`; Mercurius has it in the reply. */
function requestOf(context: ExecutionContext) {
  const graphql = GqlExecutionContext.create(context).getContext();
  return graphql.req ?? graphql.reply.request;
}
