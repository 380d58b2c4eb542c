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
import { UnauthenticatedException } from './unauthenticated.exception.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * Adapts the application's `JwtStrategy` to GraphQL, and protects every resolver and route that is
 * not marked `@Public()`.
 */
@Injectable()
export class GqlAuthGuard extends AuthGuard() {
  constructor(
    private readonly strategy: JwtStrategy,
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
    request.verdict ??= keepRefusal(() => this.verify(request, context));
    return request.verdict;
  }

  /** Called with what Passport reports: every failure, an outage of the issuer included, as `info`. */
  override handleRequest<User>(
    error: unknown,
    user: User | false,
    info: unknown,
    context: ExecutionContext,
  ): User {
    const request = requestOf(context);
    if (!user || error) throw this.refuse(toRefusal(error ?? info), request);
    this.requireUnrevoked(user as User & Caller, request);
    verifications.publish({ outcome: 'accepted' });
    request.user = user as User & Caller;
    return user;
  }

  /** A token that was verified before, as most are, waits for no promise. */
  private verify(
    request: AuthenticatedRequest,
    context: ExecutionContext,
  ): boolean | Promise<boolean> {
    const token = this.read(request);
    const caller = this.verifiedTokens.find(token);
    if (!caller) return this.judge(token, context);
    this.requireUnrevoked(caller, request);
    verifications.publish({ outcome: 'remembered' });
    request.user = caller;
    return true;
  }

  private async judge(token: string, context: ExecutionContext): Promise<true> {
    const { error, caller, info } = await this.strategy.judge(new Credentials(token));
    this.handleRequest(error, caller ?? false, info, context);
    return true;
  }

  private read(request: AuthenticatedRequest): string {
    try {
      return readBearerToken(request);
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

/** A refusal becomes the verdict for the other fields of the request, too. */
function keepRefusal(verify: () => boolean | Promise<boolean>): boolean | Promise<boolean> {
  try {
    return verify();
  } catch (refusal) {
    return Promise.reject(refusal as Error);
  }
}
