import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { UnauthenticatedException } from './unauthenticated.exception.js';
import { verifications } from './auth.metrics.js';
import { readAuthorization, readBearerToken } from './bearer-token.js';
import type { Caller } from './caller.js';
import { IS_PUBLIC } from './public.decorator.js';
import { requestOf, type AuthenticatedRequest } from './request-of.js';
import { toRefusal } from './refusal.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * Adapts the Passport strategy `jwt` to GraphQL, and protects every resolver and route that is not
 * marked `@Public()`.
 */
@Injectable()
export class GqlAuthGuard extends AuthGuard('jwt') {
  readonly #verdicts = new WeakMap<AuthenticatedRequest, Promise<boolean>>();

  constructor(
    private readonly reflector: Reflector,
    private readonly verifiedTokens: VerifiedTokens,
  ) {
    super();
  }

  /** A request is verified once, however many protected fields it asks for. */
  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, targets)) return true;
    const request = requestOf(context);
    if (request.user) return true;
    const known = this.#verdicts.get(request);
    if (known) return known;
    const caller = this.recall(request);
    if (caller) {
      verifications.publish({ outcome: 'remembered' });
      request.user = caller;
      return true;
    }
    const verdict = super.canActivate(context) as Promise<boolean>;
    this.#verdicts.set(request, verdict);
    return verdict;
  }

  override getRequest(context: ExecutionContext): AuthenticatedRequest {
    return requestOf(context);
  }

  /** Passport reports every failure, an outage of the issuer included, as `info`. */
  override handleRequest<User>(error: unknown, user: User | false, info: unknown): User {
    if (!user || error) throw this.recorded(toRefusal(error ?? info));
    verifications.publish({ outcome: 'accepted' });
    return user;
  }

  /** Who sent a token that was verified a moment ago. What is no Bearer token is refused here. */
  private recall(request: AuthenticatedRequest): Caller | undefined {
    try {
      const caller = this.verifiedTokens.find(readAuthorization(request));
      if (!caller) readBearerToken(request);
      return caller;
    } catch (refusal) {
      throw this.recorded(refusal);
    }
  }

  private recorded(refusal: unknown): unknown {
    const isRefusal = refusal instanceof UnauthenticatedException;
    verifications.publish({ outcome: isRefusal ? refusal.reason : 'unavailable' });
    return refusal;
  }
}
