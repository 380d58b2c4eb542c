import { randomUUID, type KeyObject } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport, { type PassportStatic } from 'passport';
import { Strategy } from 'passport-jwt';
import { Settings } from '../config/settings.js';
import { Caller } from './caller.js';
import { TrustedIssuers } from './issuers/trusted-issuers.js';
import { UnauthenticatedException } from './refusals/unauthenticated.exception.js';
import {
  CLOCK_TOLERANCE_SECONDS,
  judgeClaims,
  judgeLifetime,
  judgeTimes,
  judgeToken,
} from './token/acceptance-rules.js';
import type { Claims } from './token/claims.js';
import { parseCompactJws } from './token/compact-jws.js';
import type { Credentials } from './token/credentials.js';
import { VerifiedTokens } from './token/verified-tokens.js';

/**
 * Verifies access tokens offline. passport-jwt holds one issuer, one audience and one list of
 * algorithms, so it judges signature, `exp` and `nbf`; all that differs between issuers is judged
 * by the acceptance rules against the one issuer that the token names.
 */
@Injectable()
export class JwtStrategy
  extends PassportStrategy(Strategy<Credentials>)
  implements OnModuleDestroy
{
  constructor(
    private readonly settings: Settings,
    private readonly issuers: TrustedIssuers,
    private readonly verifiedTokens: VerifiedTokens,
  ) {
    super({
      jwtFromRequest: ({ token }) => token,
      // A parsed key is handed through as it is: parsing PEM for each token costs four times the
      // verification.
      secretOrKeyProvider: (credentials, _, done) => {
        this.selectKey(credentials).then((key) => done(null, key), done);
      },
      algorithms: [...new Set(settings.issuers.map(({ algorithm }) => algorithm))],
      // Only as a number, and only here: passport-jwt overwrites the other members of this object.
      jsonWebTokenOptions: { clockTolerance: CLOCK_TOLERANCE_SECONDS },
      passReqToCallback: true,
    });
  }

  /**
   * Called by `PassportStrategy` to register the strategy. Passport's registry belongs to the process,
   * so each application has a name of its own in it, and leaves "jwt" to others.
   */
  getPassportInstance(): PassportStatic {
    this.name = `jwt ${randomUUID()}`;
    return passport;
  }

  onModuleDestroy(): void {
    passport.unuse(this.name);
  }

  /** Called by passport-jwt with the payload of a token whose signature and times are right. */
  validate({ token, selection }: Credentials, claims: Claims): Caller {
    if (!selection) throw new Error('validate() ran before the key was selected.');
    const { issuer, keySetVersion } = selection;
    judgeClaims(claims, issuer);
    if (this.settings.databaseUrl !== undefined) judgeLifetime(claims);
    const caller = new Caller(issuer.settings, claims, token);
    this.verifiedTokens.remember(caller, issuer, keySetVersion);
    return caller;
  }

  /** From here on, the one issuer that the token names judges everything. */
  private async selectKey(credentials: Credentials): Promise<KeyObject> {
    const unverified = parseCompactJws(credentials.token);
    const issuer = this.issuers.find(unverified.claims.iss);
    if (!issuer) throw UnauthenticatedException.because('unknown_issuer');
    judgeToken(unverified, issuer);
    judgeTimes(unverified.claims, issuer);
    const found = await issuer.findKey(String(unverified.header['kid']));
    if (!found) throw UnauthenticatedException.because('unknown_key');
    credentials.selection = { issuer, keySetVersion: found.keySetVersion };
    return found.key;
  }
}
