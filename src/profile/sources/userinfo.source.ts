import { ForbiddenException } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  UnauthenticatedException,
  type Caller,
  type TrustedIssuer,
} from '../../platform/auth/index.js';
import {
  UnavailableException,
  fetchJson,
  UpstreamGate,
  UpstreamError,
  type Waiters,
} from '../../platform/upstream/index.js';
import { profileKey } from './profile-key.js';
import { ProfileSource, type Profile, type ProfileQuery } from './profile-source.js';
import { readStandardClaims } from './read-profile.js';

/** Statuses that are about one user's token, not about the endpoint. Auth0 limits UserInfo per user. */
const PERSONAL_STATUSES: readonly (number | undefined)[] = [400, 403, 429];
const UNAVAILABLE = "The issuer's UserInfo endpoint gave no profile.";
const PAUSE_SECONDS = 10;
const MAXIMUM_PAUSES = 10_000;
/** How long a refused token is refused without another call. */
const REFUSED_FOR_MS = 60_000;

/** The issuer's UserInfo endpoint, asked with the caller's own token (OpenID Connect Core, 5.3). */
export class UserInfoSource extends ProfileSource {
  readonly name: string;
  readonly #gate = new UpstreamGate({ upstream: 'userinfo', message: UNAVAILABLE });
  /** Entries that the endpoint is not asked for, until they expire. */
  readonly #pauses = new LRUCache<string, true>({ max: MAXIMUM_PAUSES });
  /** Digests of tokens that the issuer no longer accepts. */
  readonly #refused = new LRUCache<string, true>({ max: MAXIMUM_PAUSES, ttl: REFUSED_FOR_MS });

  constructor(private readonly issuer: TrustedIssuer) {
    super();
    this.name = `UserInfo of ${issuer.settings.address}`;
  }

  override queryOwn(caller: Caller): ProfileQuery {
    const scopes = grantedScopes(caller);
    // Without the scope, or without a proof by the client's key (RFC 9449, section 7.1), the endpoint
    // would refuse, and the token is all that the issuer tells us.
    if (!scopes.includes('openid') || caller.isBound) return queryOwnClaims(caller);
    const { azp, client_id: clientId } = caller.claims;
    const key = profileKey(caller.issuer.address, caller.subject, azp ?? clientId, scopes);
    // Not the key: one token's refusal must not become the answer to another.
    const shareKey = profileKey(caller.accessToken);
    if (this.#refused.has(shareKey)) throw UnauthenticatedException.because('token_revoked');
    const { isBusy } = this.#gate;
    const fetch = (waiters: Waiters) => this.#fetch(key, caller, waiters);
    return { id: caller.subject, key, shareKey, isBusy, fetch };
  }

  override queryById(): never {
    throw new ForbiddenException("Other users' profiles cannot be read at this issuer.");
  }

  override updateOwnMetadata(): never {
    throw new ForbiddenException('Metadata cannot be changed at this issuer.');
  }

  async #fetch(key: string, caller: Caller, waiters: Waiters): Promise<Profile> {
    const waitMs = this.#pauses.getRemainingTTL(key);
    if (waitMs > 0) throw unavailable(Math.ceil(waitMs / 1000));
    const endpoint = this.issuer.userinfoEndpoint;
    return this.#gate.run('read-profile', waiters, (signal) =>
      this.#ask(endpoint, key, caller, signal),
    );
  }

  async #ask(endpoint: string, key: string, caller: Caller, signal: AbortSignal): Promise<Profile> {
    const headers = { authorization: `Bearer ${caller.accessToken}` };
    try {
      const claims = await fetchJson(endpoint, { signal, headers });
      if (claims['sub'] !== caller.subject) {
        throw new UpstreamError('answered with another user');
      }
      return readStandardClaims(claims);
    } catch (error) {
      if (error instanceof UpstreamError && error.status === 401) {
        this.#refused.set(profileKey(caller.accessToken), true);
        throw UnauthenticatedException.because('token_revoked');
      }
      if (!(error instanceof UpstreamError) || !PERSONAL_STATUSES.includes(error.status))
        throw error;
      const seconds = error.retryAfterSeconds ?? PAUSE_SECONDS;
      this.#pauses.set(key, true, { ttl: seconds * 1000 });
      throw unavailable(seconds, error);
    }
  }
}

/** What the token itself says about its user: no call, and no entry that others could see. */
function queryOwnClaims({ subject, claims }: Caller): ProfileQuery {
  const fetch = () => Promise.resolve(readStandardClaims(claims));
  return { id: subject, key: undefined, shareKey: '', isBusy: false, fetch };
}

/**
 * The scopes of the token in one order, so that the order in the token makes no difference. Okta and
 * Ory name them in `scp`, a list.
 */
function grantedScopes({ claims: { scope, scp } }: Caller): string[] {
  const granted = scope ?? scp;
  const names = typeof granted === 'string' ? granted.split(' ') : granted;
  const texts = Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  return [...new Set(texts)].sort();
}

function unavailable(seconds: number, cause?: UpstreamError): UnavailableException {
  return new UnavailableException(UNAVAILABLE, seconds, cause);
}
