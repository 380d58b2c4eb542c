import type { KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import type { Algorithm, IssuerSettings } from '../../config/settings.js';
import { isJsonObject } from '../../upstream/json-object.js';
import { CLOCK_TOLERANCE_SECONDS } from '../token/acceptance-rules.js';
import { isIdentifier, isText, type Claims } from '../token/claims.js';
import { readCompactJws } from '../token/compact-jws.js';
import type { TrustedIssuers } from '../issuers/trusted-issuers.js';

const MAXIMUM_BYTES = 8 * 1024;
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const TYPES = ['jwt', 'logout+jwt', 'application/logout+jwt'];

/** What a logout token asks for. One of subject and session is there. */
export interface LogoutRequest {
  readonly issuer: string;
  /** Identifies the token: it counts once. */
  readonly id: string;
  /** Seconds since the epoch, by the issuer's clock, which also dates its access tokens. */
  readonly issuedAt: number;
  readonly subject: string | undefined;
  readonly session: string | undefined;
}

/** The token is not a valid logout token; the message says why, and holds nothing of it. */
export class InvalidLogoutTokenError extends Error {
  override readonly name = 'InvalidLogoutTokenError';
}

/**
 * Judges a logout token by OpenID Connect Back-Channel Logout 1.0, section 2.6, with the keys that
 * judge access tokens.
 *
 * @throws InvalidLogoutTokenError, UnavailableException when the keys cannot be fetched
 */
export async function verifyLogoutToken(
  token: string,
  issuers: TrustedIssuers,
): Promise<LogoutRequest> {
  ensure(token.length <= MAXIMUM_BYTES, 'it is larger than 8 KiB');
  const parts = readCompactJws(token);
  if (!parts) throw new InvalidLogoutTokenError('it is not a signed JWT');
  const { header, claims } = parts;
  const issuer = issuers.find(claims.iss);
  if (!issuer) throw new InvalidLogoutTokenError('its issuer is not trusted');
  const { algorithm } = issuer.settings;
  const { alg, typ, kid } = header;
  ensure(alg === algorithm, 'it is not signed with the algorithm of its issuer');
  ensure(
    typ === undefined || (isText(typ) && TYPES.includes(typ.toLowerCase())),
    'its typ is not that of a logout token',
  );
  ensure(!('crit' in header) && header['b64'] !== false, 'it demands a header extension');
  ensure(isIdentifier(kid), 'it does not name its signing key');
  const found = await issuer.findKey(String(kid));
  const isSigned = found && isSignedBy(found.key, algorithm, token);
  ensure(isSigned === true, 'its signature does not match');
  // Once more: before the keys were fetched, the issuer had not said how it spells its name.
  ensure(issuer.isNamed(claims.iss), 'its issuer is not trusted');
  return readClaims(claims, issuer.settings);
}

function readClaims(claims: Claims, issuer: IssuerSettings): LogoutRequest {
  const { iss, aud, iat, exp, jti, sub, sid, events, nonce } = claims;
  const now = Date.now() / 1000;
  const audiences = [issuer.audience, ...(issuer.allowedClients ?? [])];
  const isForUs = [aud].flat().some((one) => isText(one) && audiences.includes(one));
  ensure(isForUs, 'its audience is neither this API nor one of its allowed clients');
  ensure(
    isTime(iat) && iat <= now + CLOCK_TOLERANCE_SECONDS,
    'its iat is missing or in the future',
  );
  ensure(isTime(exp) && exp > now - CLOCK_TOLERANCE_SECONDS, 'its exp is missing or over');
  ensure(isIdentifier(jti), 'its jti is missing');
  ensure(
    isJsonObject(events) && isJsonObject(events[EVENT]),
    'its events do not name a back-channel logout',
  );
  ensure(nonce === undefined, 'it has a nonce');
  ensure(sub === undefined || isIdentifier(sub), 'its sub is not a text');
  ensure(sid === undefined || isIdentifier(sid), 'its sid is not a text');
  ensure(sub !== undefined || sid !== undefined, 'it has neither a sub nor a sid');
  return {
    issuer: String(iss),
    id: String(jti),
    issuedAt: Number(iat),
    subject: isIdentifier(sub) ? sub : undefined,
    session: isIdentifier(sid) ? sid : undefined,
  };
}

/** By the library that verifies access tokens. */
function isSignedBy(key: KeyObject, algorithm: Algorithm, token: string): boolean {
  try {
    jsonwebtoken.verify(token, key, {
      algorithms: [algorithm],
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch {
    return false;
  }
}

function ensure(holds: boolean, problem: string): void {
  if (!holds) throw new InvalidLogoutTokenError(problem);
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
