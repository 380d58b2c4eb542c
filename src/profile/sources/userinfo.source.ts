import { ForbiddenException } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Caller, TrustedIssuer } from '../../platform/auth/index.js';
import {
  UnavailableException,
  fetchJson,
  UpstreamGate,
  UpstreamError,
} from '../../platform/upstream/index.js';
import { ProfileSource } from './profile-source.js';
import { readStandardClaims } from './read-profile.js';
import type { User } from '../user.model.js';

/** Answers that speak of one user's token, not of the endpoint. Auth0 limits UserInfo per user. */
const PERSONAL_STATUSES: readonly (number | undefined)[] = [400, 401, 403, 429];
const PAUSE_SECONDS = 10;
const MAXIMUM_PAUSES = 10_000;

/** The issuer's UserInfo endpoint, asked with the caller's own token (OpenID Connect Core, 5.3). */
export class UserInfoSource extends ProfileSource {
  readonly name: string;
  readonly #gate = new UpstreamGate('userinfo');
  /** Until when which subject is not asked about, in milliseconds since the epoch. */
  readonly #pauses = new LRUCache<string, number>({ max: MAXIMUM_PAUSES });

  constructor(private readonly issuer: TrustedIssuer) {
    super();
    this.name = `UserInfo of ${issuer.settings.url}`;
  }

  override async readOwn(caller: Caller, canWait?: boolean): Promise<User> {
    const endpoint = this.issuer.userinfoEndpoint;
    // Without the scope the endpoint would refuse, and the token is all that the issuer tells us.
    if (!hasOpenIdScope(caller)) return readStandardClaims(caller.claims);
    const waitMs = (this.#pauses.get(caller.subject) ?? 0) - Date.now();
    if (waitMs > 0) throw unavailable(Math.ceil(waitMs / 1000));
    const ask = (signal: AbortSignal) => this.#ask(endpoint, caller, signal);
    return this.#gate.run('read-profile', ask, { canWait });
  }

  override readById(): Promise<User> {
    return Promise.reject(
      new ForbiddenException("Other users' profiles cannot be read at this issuer."),
    );
  }

  override updateMetadata(): Promise<User> {
    return Promise.reject(new ForbiddenException('Metadata cannot be changed at this issuer.'));
  }

  async #ask(endpoint: string, caller: Caller, signal: AbortSignal): Promise<User> {
    const headers = { authorization: `Bearer ${caller.accessToken}` };
    try {
      const claims = await fetchJson(endpoint, { signal, headers });
      if (claims['sub'] !== caller.subject) throw new UpstreamError('answered with another user');
      return readStandardClaims(claims);
    } catch (error) {
      if (!(error instanceof UpstreamError) || !PERSONAL_STATUSES.includes(error.status))
        throw error;
      const seconds = error.retryAfterSeconds ?? PAUSE_SECONDS;
      this.#pauses.set(caller.subject, Date.now() + seconds * 1000);
      throw unavailable(seconds, error);
    }
  }
}

function hasOpenIdScope({ claims }: Caller): boolean {
  return typeof claims['scope'] === 'string' && claims['scope'].split(' ').includes('openid');
}

function unavailable(seconds: number, cause?: UpstreamError): UnavailableException {
  return new UnavailableException(
    "The issuer's UserInfo endpoint gave no profile.",
    seconds,
    cause,
  );
}
