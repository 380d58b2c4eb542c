import { isIP } from 'node:net';
import { z } from 'zod';
import { parseIssuerAddress } from './issuer-url.js';
import { LOG_LEVELS, TOKEN_PROFILES } from './settings.js';

/** A text field that is read by `read`; undefined from there is the problem that `remedy` mends. */
function parsed<T>(read: (value: string) => T | undefined, remedy: string) {
  return z.string().transform((value, context) => {
    const result = read(value);
    if (result !== undefined) return result;
    context.addIssue({ code: 'custom', message: remedy });
    return z.NEVER;
  });
}

function wholeNumber(minimum: number, maximum: number) {
  return parsed((value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    return number >= minimum && number <= maximum ? number : undefined;
  }, `must be a whole number from ${minimum} to ${maximum}.`);
}

function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}.` });
}

function list(isItem: (item: string) => boolean, remedy: string) {
  return parsed((value) => {
    const items = value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
    return items.length > 0 && items.every(isItem) ? items : undefined;
  }, remedy);
}

const isOrigin = (item: string) =>
  URL.canParse(item) && /^https?:/.test(item) && new URL(item).origin === item;

const isProxy = (item: string) => {
  const [address = '', prefix, ...rest] = item.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return (
    ['loopback', 'linklocal', 'uniquelocal'].includes(item) ||
    (isIP(address) !== 0 && isPrefix && rest.length === 0)
  );
};

/** RFC 6749, appendix A.1, without the space. */
const isClientId = (item: string) => /^[!-~]+$/.test(item);

const isRedisUrl = (value: string) =>
  URL.canParse(value) &&
  /^rediss?:$/.test(new URL(value).protocol) &&
  new URL(value).hostname !== '';

const proxies = list(
  isProxy,
  'must be false, a number of proxies, or a comma separated list of addresses and CIDR ranges.',
);

const address = parsed(
  parseIssuerAddress,
  'must be a host name or an https URL without query and fragment (plain http only for loopback).',
);
const text = z.string();
const tokenProfile = oneOf(TOKEN_PROFILES);
const clients = list(isClientId, 'must be a comma separated list of client IDs.');

/** Each variable alone; what several say together is judged in `load-settings.ts`. */
export const environmentSchema = z.object({
  NODE_ENV: oneOf(['development', 'test', 'production']).optional(),
  HOST: parsed(
    (value) => (isIP(value) !== 0 || /^[a-z0-9.-]+$/i.test(value) ? value : undefined),
    'must be an IP address or a host name.',
  ).optional(),
  PORT: wholeNumber(0, 65_535).optional(),
  METRICS_PORT: wholeNumber(1, 65_535).optional(),
  LOG_LEVEL: oneOf(LOG_LEVELS).optional(),
  CORS_ORIGINS: list(
    isOrigin,
    'must be a comma separated list of origins such as https://app.example.com: no path, no trailing slash, no wildcard.',
  ).optional(),
  AUTH0_DOMAIN: address.optional(),
  AUTH0_AUDIENCE: text.optional(),
  AUTH0_TOKEN_PROFILE: tokenProfile.optional(),
  AUTH0_ALLOWED_CLIENTS: clients.optional(),
  AUTH0_CLIENT_ID: text.optional(),
  AUTH0_CLIENT_SECRET: text.optional(),
  AUTH0_MANAGEMENT_DOMAIN: address.optional(),
  AUTHACTION_DOMAIN: address.optional(),
  AUTHACTION_AUDIENCE: text.optional(),
  AUTHACTION_TOKEN_PROFILE: tokenProfile.optional(),
  AUTHACTION_ALLOWED_CLIENTS: clients.optional(),
  OIDC_ISSUER_URL: address.optional(),
  OIDC_AUDIENCE: text.optional(),
  OIDC_ALGORITHM: oneOf(['RS256', 'PS256', 'ES256']).optional(),
  OIDC_TOKEN_PROFILE: tokenProfile.optional(),
  OIDC_ALLOWED_CLIENTS: clients.optional(),
  OIDC_PERMISSIONS_CLAIM: parsed(
    (value) => (/\s/.test(value) ? undefined : value),
    'must be the name of one claim, such as roles or https://example.com/permissions.',
  ).optional(),
  PROFILE_CACHE_SECONDS: wholeNumber(0, 86_400).optional(),
  REDIS_URL: parsed(
    (value) => (isRedisUrl(value) ? value : undefined),
    'must be a redis:// or rediss:// URL.',
  ).optional(),
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 1_000_000).optional(),
  TRUST_PROXY: z
    .union(
      [
        z.literal('false').transform(() => false as const),
        // "true" is read as one proxy: believing every hop would let a client choose its own address.
        z.literal('true').transform(() => 1),
        wholeNumber(0, 32),
        proxies,
      ],
      {
        error:
          'must be false, a number of proxies, or a comma separated list of addresses and CIDR ranges.',
      },
    )
    .optional(),
  SHUTDOWN_GRACE_SECONDS: wholeNumber(0, 3_600).optional(),
});

export type Environment = z.output<typeof environmentSchema>;
