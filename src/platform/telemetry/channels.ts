import { DiagnosticChannel } from './diagnostic-channel.js';

/** One HTTP request, answered. */
export interface RequestRecord {
  readonly id: string;
  /** The operation's name, `anonymous` without one, and the path where it is no GraphQL. */
  readonly operation: string;
  /** `OK`, or the `extensions.code` of the gravest error. */
  readonly code: string;
  readonly status: number;
  readonly durationMs: number;
  /** A pseudonym of the caller: the same for the same subject of the same issuer. */
  readonly subject?: string;
}

/** One access token, judged. */
export interface Verification {
  /** `remembered`, `accepted`, a reason for refusal, or `unavailable`. */
  readonly outcome: string;
}

/** One attempt to fetch an issuer's signing keys. */
export interface KeyRefresh {
  /** The environment variable that names the issuer. */
  readonly issuer: string;
  readonly outcome: 'ok' | 'failed';
}

/** One look into the cache of profiles. */
export interface ProfileLookup {
  /** `shared`: another caller's call is under way; `stale`: an old profile during an outage. */
  readonly outcome: 'hit' | 'shared' | 'miss' | 'stale';
}

/** One call to an issuer: what was asked, how it ended and how long it took. Nothing personal. */
export interface UpstreamCall {
  /** Such as `management-api`. */
  readonly upstream: string;
  /** Such as `read-profile`. */
  readonly operation: string;
  /** `refused`: a definite no to this one request; `unavailable`: down, slow, or over its limit. */
  readonly outcome: 'ok' | 'refused' | 'unavailable';
  readonly durationMs: number;
}

export const requests = new DiagnosticChannel<RequestRecord>('api:request');
export const verifications = new DiagnosticChannel<Verification>('api:verification');
export const keyRefreshes = new DiagnosticChannel<KeyRefresh>('api:key-refresh');
export const profileLookups = new DiagnosticChannel<ProfileLookup>('api:profile-lookup');
export const upstreamCalls = new DiagnosticChannel<UpstreamCall>('api:upstream-call');
