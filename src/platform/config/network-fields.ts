import { isIP } from 'node:net';
import { field } from './fields.js';
import { isSecure } from './issuer-url.js';

const PROXY_WORDS = ['loopback', 'linklocal', 'uniquelocal'];

const TRUST_PROXY_REMEDY =
  'must be false, a number of proxies, or a comma separated list of addresses and CIDR ranges.';

/** An address or a name to listen at. */
export function host() {
  return field(
    (value) => (isIP(value) !== 0 || /^[a-z0-9.-]+$/i.test(value) ? value : undefined),
    'must be an IP address or a host name.',
  );
}

/** Which proxies are believed: none, that many hops, or those at these addresses. */
export function trustedProxies() {
  return field<false | number | string[]>((value) => {
    if (value === 'false') return false;
    // "true" is read as one proxy: believing every hop would let a client choose its own address.
    if (value === 'true') return 1;
    if (/^\d{1,2}$/.test(value)) return Number(value) <= 32 ? Number(value) : undefined;
    const items = value.split(',').map((item) => item.trim());
    return items.every(isProxy) ? items : undefined;
  }, TRUST_PROXY_REMEDY);
}

/** The address of an endpoint as clients know it (RFC 9728, section 1.2: no query, no fragment). */
export function endpointUrl(path: '/graphql' | '/mcp') {
  return field((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    const isPlain = url?.href === value && !/[?#]/.test(value) && !url.username && !url.password;
    return url && isPlain && isSecure(url) && url.pathname.endsWith(path) ? value : undefined;
  }, `must be the https URL at which clients reach ${path}, such as https://api.example.com${path}: the host in lower case, no query, no fragment, no user name, plain http only for loopback.`);
}

function isProxy(item: string): boolean {
  const [address = '', prefix, ...rest] = item.split('/');
  const bits = isIP(address) === 6 ? 128 : 32;
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
  return PROXY_WORDS.includes(item) || (isIP(address) !== 0 && isPrefix && rest.length === 0);
}
