const MAXIMUM_SECONDS = 600;
/** The three forms of an HTTP date begin with the day of the week (RFC 9110, section 5.6.7). */
const HTTP_DATE = /^[A-Z][a-z]{2,8},? /;

/**
 * How many seconds an answer asks to wait: `Retry-After` as seconds or date (RFC 9110, section
 * 10.2.3), else Auth0's `X-RateLimit-Reset` (seconds since the epoch). At most ten minutes, so that
 * no upstream can switch us off for good.
 */
export function readRetryAfter(headers: Headers, now = Date.now()): number | undefined {
  const seconds =
    readSeconds(headers.get('retry-after')) ??
    readDate(headers.get('retry-after'), now) ??
    readEpoch(headers.get('x-ratelimit-reset'), now);
  return seconds === undefined
    ? undefined
    : Math.min(Math.max(Math.ceil(seconds), 1), MAXIMUM_SECONDS);
}

function readSeconds(value: string | null): number | undefined {
  return value !== null && /^\d+$/.test(value.trim()) ? Number(value) : undefined;
}

function readDate(value: string | null, now: number): number | undefined {
  if (value === null || !HTTP_DATE.test(value)) return undefined;
  // The form of C's asctime() names no zone: each HTTP date is in GMT.
  const date = value.endsWith('GMT') ? value : `${value} GMT`;
  const seconds = (Date.parse(date) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

function readEpoch(value: string | null, now: number): number | undefined {
  const seconds = readSeconds(value);
  return seconds === undefined ? undefined : seconds - now / 1000;
}
