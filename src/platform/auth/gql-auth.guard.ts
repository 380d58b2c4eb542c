import { Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { ApiException } from '../http/api.exception.js';
import { readAccess } from './access.js';
import { verifications } from './auth.metrics.js';
import { Revocations } from './access-changes/revocations.js';
import { readBearerToken } from './bearer-token.js';
import type { Caller } from './caller.js';
import { Credentials } from './credentials.js';
import { JwtStrategy } from './jwt.strategy.js';
import { requestOf, type AuthenticatedRequest } from './request-of.js';
import { RefusalHints } from './refusal-hints.js';
import { toRefusal } from './refusal.js';
import { resumeStackTraces } from './stack-traces.js';
import { UnauthenticatedException } from './unauthenticated.exception.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * Adapts the application's `JwtStrategy` to GraphQL, and protects every resolver and route that is
 * not marked `@Public()`.
 */
@Injectable()
export class GqlAuthGuard extends AuthGuard() {
  constructor(
    strategy: JwtStrategy,
    private readonly verifiedTokens: VerifiedTokens,
    private readonly hints: RefusalHints,
    private readonly revocations: Revocations,
  ) {
    super({ defaultStrategy: strategy.name });
  }

  /** A request is verified once, however many protected fields it asks for. */
  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (readAccess(context.getHandler(), context.getClass()).isPublic) return true;
    const request = requestOf(context);
    if (request.user) return true;
    request.verdict ??= this.verify(request, context);
    return request.verdict;
  }

  /** Passport verifies these in place of the request. */
  override getRequest(context: ExecutionContext): Credentials | undefined {
    return requestOf(context).credentials;
  }

  /** Passport reports every failure, an outage of the issuer included, as `info`. */
  override handleRequest<User>(
    error: unknown,
    user: User | false,
    info: unknown,
    context: ExecutionContext,
  ): User {
    resumeStackTraces();
    const request = requestOf(context);
    if (!user || error) throw this.refuse(toRefusal(error ?? info), request);
    this.requireUnrevoked(user as User & Caller, request);
    verifications.publish({ outcome: 'accepted' });
    request.user = user as User & Caller;
    return user;
  }

  private async verify(request: AuthenticatedRequest, context: ExecutionContext): Promise<boolean> {
    const { token } = (request.credentials = this.read(request));
    const caller = this.verifiedTokens.find(token);
    if (!caller) return super.canActivate(context) as Promise<boolean>;
    this.requireUnrevoked(caller, request);
    verifications.publish({ outcome: 'remembered' });
    request.user = caller;
    return true;
  }

  private read(request: AuthenticatedRequest): Credentials {
    try {
      return new Credentials(readBearerToken(request));
    } catch (refusal) {
      throw this.refuse(refusal, request);
    }
  }

  private requireUnrevoked(caller: Caller, request: AuthenticatedRequest): void {
    try {
      this.revocations.check(caller);
    } catch (refusal) {
      throw this.refuse(refusal, request);
    }
  }

  /** Counts what the request fails with, and explains it to a developer. */
  private refuse(failure: unknown, request: AuthenticatedRequest): unknown {
    const isRefusal = failure instanceof UnauthenticatedException;
    const reason = failure instanceof ApiException ? failure.reason : undefined;
    verifications.publish({ outcome: reason ?? 'unavailable' });
    return isRefusal ? this.hints.explain(failure, request) : failure;
  }
}
