import { Injectable, type ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { ApiException } from '../http/api.exception.js';
import { requestOf } from '../http/request-of.js';
import { stateOf } from '../http/request-state.js';
import { readAccess } from './access/access.js';
import { verifications } from './auth.metrics.js';
import { Revocations } from './revocation/revocations.js';
import { readBearerToken, requireTokenForm, type HeldRequest } from './token/bearer-token.js';
import type { Caller } from './caller.js';
import { Credentials } from './token/credentials.js';
import { JwtStrategy, type Outcome } from './jwt.strategy.js';
import { RefusalHints } from './refusals/refusal-hints.js';
import { toRefusal } from './refusals/refusal.js';
import { UnauthenticatedException } from './refusals/unauthenticated.exception.js';
import { VerifiedTokens } from './token/verified-tokens.js';

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

  override canActivate(context: ExecutionContext): true | Promise<true> {
    if (readAccess(context.getHandler(), context.getClass()).isPublic) return true;
    return this.authenticate(requestOf(context));
  }

  /**
   * Rejects with why the token is refused, and knows who sent the request otherwise. A request is
   * verified once, however many protected fields it asks for.
   */
  authenticate(request: HeldRequest): true | Promise<true> {
    const state = stateOf(request);
    if (state.caller) return true;
    if (state.verdict) return state.verdict;
    const verdict = keepRefusal(() => this.verify(request));
    if (verdict !== true) state.verdict = verdict;
    return verdict;
  }

  /** Called with what Passport reports: every failure, an outage of the issuer included, as `info`. */
  override handleRequest<User>(
    error: unknown,
    user: User | false,
    info: unknown,
    context: ExecutionContext,
  ): User {
    const outcome = user ? { error, info, caller: user as User & Caller } : { error, info };
    const request = requestOf(context);
    this.admit(this.read(outcome, request), request, 'accepted');
    return user as User;
  }

  /** A token that was verified before, as most are, waits for no promise. */
  private verify(request: HeldRequest): true | Promise<true> {
    const token = this.orRefuse(request, () => readBearerToken(request));
    const caller = this.verifiedTokens.find(token);
    if (!caller) return this.judge(token, request);
    this.requireUnrevoked(caller, request);
    const asked = this.orRefuse(request, () => this.revocations.checkOutside(caller));
    if (asked) return this.admitAfter(asked, caller, request, 'remembered');
    return this.admit(caller, request, 'remembered');
  }

  private async judge(token: string, request: HeldRequest): Promise<true> {
    this.orRefuse(request, () => requireTokenForm(token));
    const caller = this.read(await this.strategy.judge(new Credentials(token)), request);
    const asked = this.orRefuse(request, () => this.revocations.checkOutside(caller));
    if (asked) return this.admitAfter(asked, caller, request, 'accepted');
    return this.admit(caller, request, 'accepted');
  }

  /** For a token that a revocation beyond the memory could concern. */
  private async admitAfter(
    asked: Promise<void>,
    caller: Caller,
    request: HeldRequest,
    outcome: 'accepted' | 'remembered',
  ): Promise<true> {
    await asked.catch((refusal: unknown) => {
      throw this.refuse(refusal, request);
    });
    return this.admit(caller, request, outcome);
  }

  private admit(caller: Caller, request: HeldRequest, outcome: 'accepted' | 'remembered'): true {
    verifications.publish({ outcome });
    stateOf(request).caller = caller;
    return true;
  }

  private read({ error, caller, info }: Outcome, request: HeldRequest): Caller {
    if (!caller || error) throw this.refuse(toRefusal(error ?? info), request);
    this.requireUnrevoked(caller, request);
    return caller;
  }

  private requireUnrevoked(caller: Caller, request: HeldRequest): void {
    this.orRefuse(request, () => this.revocations.check(caller));
  }

  private orRefuse<Result>(request: HeldRequest, run: () => Result): Result {
    try {
      return run();
    } catch (refusal) {
      throw this.refuse(refusal, request);
    }
  }

  /** Counts what the request fails with, and explains it to a developer. */
  private refuse(failure: unknown, request: HeldRequest): unknown {
    const isRefusal = failure instanceof UnauthenticatedException;
    const reason = failure instanceof ApiException ? failure.reason : undefined;
    verifications.publish({ outcome: reason ?? 'unavailable' });
    return isRefusal ? this.hints.explain(failure, request) : failure;
  }
}

/** A refusal becomes the verdict for the other fields of the request, too. */
function keepRefusal(verify: () => true | Promise<true>): true | Promise<true> {
  try {
    return verify();
  } catch (refusal) {
    return Promise.reject(refusal as Error);
  }
}
