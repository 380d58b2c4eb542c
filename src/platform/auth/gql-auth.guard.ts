import { Inject, Injectable, Optional, type ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { AuthGuard } from '@nestjs/passport';
import { ApiException } from '../http/api.exception.js';
import { requestOf } from '../http/request-of.js';
import { stateOf } from '../http/request-state.js';
import { TokenSchemes } from '../http/token-schemes.js';
import { readAccess } from './access/access.js';
import { verifications } from './auth.metrics.js';
import { Caller, callerOf } from './caller.js';
import { JwtStrategy } from './jwt.strategy.js';
import { RefusalHints } from './refusals/refusal-hints.js';
import { toRefusal } from './refusals/refusal.js';
import { UnauthenticatedException } from './refusals/unauthenticated.exception.js';
import { Revocations } from './revocation/revocations.js';
import { ClaimsRules } from './token/claims-rule.js';
import { judgeAudience } from './token/audience.js';
import { Credentials, type HeldRequest } from './token/credentials.js';
import { TokenBinding } from './token/token-binding.js';
import { VerifiedTokens } from './token/verified-tokens.js';

/**
 * Adapts Passport's guard to GraphQL, and protects every resolver and route that is not marked
 * `@Public()`. Passport judges each token that is not remembered.
 */
@Injectable()
export class GqlAuthGuard extends AuthGuard() {
  constructor(
    strategy: JwtStrategy,
    private readonly verifiedTokens: VerifiedTokens,
    private readonly hints: RefusalHints,
    private readonly revocations: Revocations,
    private readonly rules: ClaimsRules,
    private readonly schemes: TokenSchemes,
    @Optional() @Inject(TokenBinding) private readonly binding?: TokenBinding,
  ) {
    super({ defaultStrategy: strategy.name });
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (readAccess(context.getHandler(), context.getClass()).isPublic) return true;
    return this.judgeOnce(context);
  }

  /**
   * Judges a request outside of a resolver or a route.
   *
   * @throws UnauthenticatedException, AccountSuspendedException, UnavailableException
   */
  async authenticate(request: HeldRequest): Promise<Caller> {
    const context = new ExecutionContextHost([request]);
    await this.judgeOnce(context);
    const caller = callerOf(context);
    if (!caller) throw new Error('The guard let a request pass without a caller.');
    return caller;
  }

  /** Called by Passport's guard. */
  override getRequest(context: ExecutionContext): Credentials {
    return Credentials.of(requestOf(context), this.schemes);
  }

  /** Called with what Passport reports: every failure, an outage of the issuer included, as `info`. */
  override handleRequest<User>(
    error: unknown,
    user: User | false,
    info: unknown,
    context: ExecutionContext,
  ): User {
    const request = requestOf(context);
    try {
      if (error || !(user instanceof Caller)) throw toRefusal(error || info);
      const verdict = this.admit(user, request, 'accepted');
      // Passport's guard waits for it.
      return (verdict === true ? user : verdict.then(() => user)) as User;
    } catch (failure) {
      throw this.refuse(failure, request);
    }
  }

  /** A request is judged once, however many protected fields it asks for. */
  private judgeOnce(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    const state = stateOf(request);
    if (state.caller) return true;
    if (state.verdict) return state.verdict;
    const verdict = this.judge(context, request);
    if (typeof verdict !== 'boolean') state.verdict = verdict;
    return verdict;
  }

  /** A token that was verified before, as most are, waits for no promise. */
  private judge(context: ExecutionContext, request: HeldRequest): boolean | Promise<boolean> {
    try {
      const credentials = Credentials.of(request, this.schemes);
      stateOf(request).scheme = credentials.scheme;
      const caller = this.verifiedTokens.find(credentials.token);
      if (caller) return this.admit(caller, request, 'remembered');
      credentials.requireForm();
    } catch (refusal) {
      return Promise.reject(this.refuse(refusal, request) as Error);
    }
    return super.canActivate(context) as Promise<boolean>;
  }

  private admit(caller: Caller, request: HeldRequest, outcome: string): true | Promise<true> {
    judgeAudience(caller.claims, caller.issuer, stateOf(request).resource);
    this.revocations.check(caller);
    const asked = this.revocations.checkOutside(caller);
    const proven = asked
      ? asked.then(() => this.prove(caller, request))
      : this.prove(caller, request);
    if (proven === true) return this.pass(caller, request, outcome);
    return proven.then(
      () => this.pass(caller, request, outcome),
      (failure: unknown) => {
        throw this.refuse(failure, request);
      },
    );
  }

  /** The proof last: it is good for one request, and used up by one that is refused for nothing else. */
  private prove(caller: Caller, request: HeldRequest): true | Promise<true> {
    this.rules.check(caller);
    if (this.binding) return this.binding.check(caller, request);
    if (caller.isBound) throw UnauthenticatedException.because('token_binding_unsupported');
    return true;
  }

  private pass(caller: Caller, request: HeldRequest, outcome: string): true {
    verifications.publish({ outcome });
    stateOf(request).caller = caller;
    return true;
  }

  /** Counts what the request fails with, and explains it to a developer. */
  private refuse(failure: unknown, request: HeldRequest): unknown {
    const isRefusal = failure instanceof UnauthenticatedException;
    const reason = failure instanceof ApiException ? failure.reason : undefined;
    verifications.publish({ outcome: reason ?? 'unavailable' });
    return isRefusal ? this.hints.explain(failure, request) : failure;
  }
}
