import { isLoopbackHost } from './private-hosts.js';

const BARE_HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;

/** Tokens and keys travel over TLS; plain http is for this machine alone. */
export function isSecure(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
}

/**
 * An issuer's address: a bare host means `https://HOST/`, a full URL is taken as it is.
 * Returns undefined for any other text (OpenID Connect Discovery 1.0, section 3: https, no query,
 * no fragment).
 */
export function parseIssuerAddress(value: string): string | undefined {
  if (BARE_HOST.test(value)) return parseBareHost(value);
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !isSecure(url) || url.username || url.password || /[?#\s]/.test(value))
    return undefined;
  return value;
}

/** An issuer's address without a path, as tenants of Auth0 and AuthAction have it. */
export function parseDomain(value: string): string | undefined {
  return /^[^/]+$|^https?:\/\/[^/\\]+\/?$/i.test(value) ? parseIssuerAddress(value) : undefined;
}

/** One domain or several, separated by commas. The first one names the tenant. */
export function parseDomains(value: string): readonly [string, ...string[]] | undefined {
  const domains = value
    .split(',')
    .flatMap((item) => (item.trim() ? [parseDomain(item.trim())] : []));
  const [first, ...others] = domains.filter((domain) => domain !== undefined);
  if (first === undefined || others.length + 1 < domains.length) return undefined;
  return [first, ...others];
}

function parseBareHost(value: string): string | undefined {
  const url = `https://${value.toLowerCase()}/`;
  return value.includes('.') && URL.canParse(url) ? url : undefined;
}

/** Some vendors print their issuer with a trailing slash and some without: both name one place. */
export function withTrailingSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
