const MAXIMUM_SECONDS = 600;

/**
 * How many seconds an answer asks to wait: `Retry-After` as seconds or date (RFC 9110, section
 * 10.2.3), else Auth0's `X-RateLimit-Reset` (seconds since the epoch). At most ten minutes, so that
 * no upstream can switch us off for good.
 */
export function readRetryAfter(headers: Headers, now = Date.now()): number | undefined {
  const retryAfter = headers.get('retry-after')?.trim();
  const reset = headers.get('x-ratelimit-reset')?.trim();
  const seconds = retryAfter ? toSeconds(retryAfter, now) : Number(reset || NaN) - now / 1000;
  return Number.isFinite(seconds)
    ? Math.min(Math.max(Math.ceil(seconds), 1), MAXIMUM_SECONDS)
    : undefined;
}

function toSeconds(value: string, now: number): number {
  return /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000;
}
