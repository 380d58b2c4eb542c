import type { ManagementSettings } from '../../platform/config/index.js';
import { fetchJson, UpstreamError } from '../../platform/upstream/index.js';

/** Where the answer does not say how long the token lives, in seconds. */
const DEFAULT_LIFETIME = 300;
/** Seconds before its end at which a token is renewed. */
const MARGIN = 60;
/** Between two renewals for lack of a scope: Auth0 counts machine tokens. */
const DENIED_FOR_MS = 60_000;

/**
 * The one machine token of this process for the Management API (RFC 6749, section 4.4): asked for
 * once by all who wait for it, since Auth0 counts machine tokens.
 */
export class ManagementToken {
  #token: string | undefined;
  #renewAt = 0;
  #deniedAt = -Infinity;
  #pending: Promise<string> | undefined;

  constructor(
    private readonly settings: ManagementSettings,
    private readonly deadlineMs: number,
    private readonly clock: () => number,
  ) {}

  /** @throws UpstreamError */
  get(): Promise<string> {
    if (this.#token && this.clock() < this.#renewAt) return Promise.resolve(this.#token);
    this.#pending ??= this.#request().finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  /** The API refused this token: the next call asks for another. */
  discard(token: string): void {
    if (this.#token === token) this.#token = undefined;
  }

  /** The token lacks a scope, which the application may have been granted since it was issued. */
  discardDenied(token: string): void {
    if (this.clock() - this.#deniedAt < DENIED_FOR_MS) return;
    this.#deniedAt = this.clock();
    this.discard(token);
  }

  async #request(): Promise<string> {
    const { url, clientId, clientSecret } = this.settings;
    try {
      const answer = await fetchJson(`${url}oauth/token`, {
        method: 'POST',
        signal: AbortSignal.timeout(this.deadlineMs),
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          grant_type: 'client_credentials',
          client_id: clientId,
          client_secret: clientSecret,
          audience: `${url}api/v2/`,
        }),
      });
      return this.#remember(answer);
    } catch (error) {
      throw error instanceof UpstreamError ? explain(error) : error;
    }
  }

  #remember({ access_token: token, expires_in: lifetime }: Record<string, unknown>): string {
    if (typeof token !== 'string' || token === '')
      throw new UpstreamError('answered without a token');
    const seconds = typeof lifetime === 'number' && lifetime > 0 ? lifetime : DEFAULT_LIFETIME;
    this.#token = token;
    this.#renewAt = this.clock() + Math.max(seconds - MARGIN, seconds / 2) * 1000;
    return token;
  }
}

function explain(error: UpstreamError): UpstreamError {
  const isRefused = error.status === 401 || error.status === 403;
  const remedy = isRefused
    ? ': check AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET and that the application is authorized for the Management API'
    : '';
  const { status, retryAfterSeconds } = error;
  return new UpstreamError(`token endpoint ${error.message}${remedy}`, {
    ...{ status, retryAfterSeconds },
    // Every call needs the token.
    concernsEverybody: true,
  });
}
