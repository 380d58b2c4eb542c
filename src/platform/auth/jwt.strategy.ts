import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import { Settings } from '../config/settings.js';
import { UnauthenticatedException } from './unauthenticated.exception.js';
import { CLOCK_TOLERANCE_SECONDS, judgeClaims, judgeToken } from './acceptance-rules.js';
import { readAuthorization, readBearerToken } from './bearer-token.js';
import { Caller } from './caller.js';
import type { Claims } from './claims.js';
import { parseCompactJws } from './compact-jws.js';
import type { AuthenticatedRequest } from './request-of.js';
import type { FoundKey } from './signing-key-store.js';
import type { TrustedIssuer } from './trusted-issuer.js';
import { TrustedIssuers } from './trusted-issuers.js';
import { VerifiedTokens } from './verified-tokens.js';

/** What a token was found to be before its signature was verified. */
interface PendingVerification extends FoundKey {
  readonly token: string;
  readonly issuer: TrustedIssuer;
}

/**
 * Verifies access tokens offline. passport-jwt holds one issuer, one audience and one list of
 * algorithms, so it judges signature, `exp` and `nbf`; all that differs between issuers is judged
 * by the acceptance rules against the one issuer that the token names.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  readonly #pending = new WeakMap<AuthenticatedRequest, PendingVerification>();

  constructor(
    settings: Settings,
    private readonly issuers: TrustedIssuers,
    private readonly verifiedTokens: VerifiedTokens,
  ) {
    super({
      jwtFromRequest: (request: unknown) => readBearerToken(request as AuthenticatedRequest),
      secretOrKeyProvider: (
        request: unknown,
        token: string,
        done: (error: unknown, key?: string) => void,
      ) => {
        this.selectKey(request as AuthenticatedRequest, token)
          // A parsed key is handed through as it is: parsing PEM for each token costs four times
          // the verification. The types of passport-jwt know strings and buffers alone.
          .then(({ key }) => withoutStacks(() => done(null, key as unknown as string)))
          .catch(done);
      },
      algorithms: [...new Set(settings.issuers.map(({ algorithm }) => algorithm))],
      // Only as a number, and only here: passport-jwt overwrites whatever else stands in this object.
      jsonWebTokenOptions: { clockTolerance: CLOCK_TOLERANCE_SECONDS },
      passReqToCallback: true,
    });
  }

  /** Called by passport-jwt with the payload of a token whose signature and times are right. */
  validate(request: AuthenticatedRequest, claims: Claims): Caller {
    const pending = this.#pending.get(request);
    if (!pending) throw new Error('A token was verified that nobody asked about.');
    const { token, issuer, keySetVersion } = pending;
    judgeClaims(claims, issuer);
    const caller = new Caller(issuer.settings, claims, token);
    this.verifiedTokens.remember(readAuthorization(request), caller, issuer, keySetVersion);
    return caller;
  }

  /** From here on, the one issuer that the token names judges everything. */
  private async selectKey(
    request: AuthenticatedRequest,
    token: string,
  ): Promise<PendingVerification> {
    const unverified = parseCompactJws(token);
    const issuer = this.issuers.find(unverified.claims.iss);
    if (!issuer) throw UnauthenticatedException.because('unknown_issuer');
    judgeToken(unverified, issuer);
    const found = await issuer.findKey(String(unverified.header['kid']));
    if (!found) throw UnauthenticatedException.because('unknown_key');
    const pending = { ...found, token, issuer };
    this.#pending.set(request, pending);
    return pending;
  }
}

/** jsonwebtoken collects two stacks for each token that it finds wrong, which nobody reads. */
function withoutStacks(verify: () => void): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    verify();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
