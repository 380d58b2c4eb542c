import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';
import { Settings } from '../config/settings.js';
import { UnauthenticatedException } from '../errors/unauthenticated.exception.js';
import { CLOCK_TOLERANCE_SECONDS, judgeClaims, judgeHeader } from './acceptance-rules.js';
import { readBearerToken } from './bearer-token.js';
import { Caller } from './caller.js';
import type { Claims } from './claims.js';
import { parseCompactJws } from './compact-jws.js';
import type { AuthenticatedRequest } from './request-of.js';
import type { TrustedIssuer } from './trusted-issuer.js';
import { TrustedIssuers } from './trusted-issuers.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * Verifies access tokens offline. passport-jwt holds one issuer, one audience and one list of
 * algorithms, so it judges signature, `exp` and `nbf`; all that differs between issuers is judged
 * by the acceptance rules against the one issuer that the token names.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    settings: Settings,
    private readonly issuers: TrustedIssuers,
    private readonly verifiedTokens: VerifiedTokens,
  ) {
    super({
      jwtFromRequest: (request: unknown) => readBearerToken(request as AuthenticatedRequest),
      secretOrKeyProvider: (
        _request: unknown,
        token: string,
        done: (error: unknown, key?: string) => void,
      ) => {
        this.findKey(token).then(
          // A parsed key is handed through as it is: parsing PEM for each token costs four times
          // the verification. The types of passport-jwt know strings and buffers alone.
          (key) => done(null, key as unknown as string),
          (error: unknown) => done(error),
        );
      },
      algorithms: [...new Set(settings.issuers.map(({ algorithm }) => algorithm))],
      // Only as a number, and only here: passport-jwt overwrites whatever else stands in this object.
      jsonWebTokenOptions: { clockTolerance: CLOCK_TOLERANCE_SECONDS },
      passReqToCallback: true,
    });
  }

  /** Called by passport-jwt with the payload of a token whose signature and times are right. */
  validate(request: AuthenticatedRequest, claims: Claims): Caller {
    const token = readBearerToken(request);
    const issuer = this.findIssuer(claims);
    judgeClaims(claims, issuer);
    const caller = new Caller(issuer.settings, claims, token);
    this.verifiedTokens.remember(token, caller, issuer);
    return caller;
  }

  private async findKey(token: string): Promise<KeyObject> {
    const { header, claims } = parseCompactJws(token);
    const issuer = this.findIssuer(claims);
    judgeHeader(header, issuer);
    const key = await issuer.findKey(String(header['kid']));
    if (!key) throw new UnauthenticatedException('unknown_key');
    return key;
  }

  private findIssuer({ iss }: Claims): TrustedIssuer {
    const issuer = this.issuers.find(iss);
    if (!issuer) throw new UnauthenticatedException('unknown_issuer');
    return issuer;
  }
}
