import { channel } from 'node:diagnostics_channel';

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

/** Where every upstream call is published, for logs and metrics to count. */
export const upstreamCalls = channel('api:upstream-call');
