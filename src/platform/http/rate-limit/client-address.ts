import { isIPv6 } from 'node:net';

/** Groups of 16 bits that name an IPv6 network: a client has a /64 of its own. */
const NETWORK_GROUPS = 4;
const ZEROS = '0:0:0:0:0:0:0:0';
/** Longer than any address: what a proxy passes on may be any text. */
const MAXIMUM_LENGTH = 64;

/**
 * The client behind an address: an IPv4 address in each of its spellings, or an IPv6 network.
 *
 * @param ip undefined, whatever Fastify's type says, where the client was gone before Node accepted it
 */
export function clientOf(ip = ''): string {
  // Most addresses: the whole check is a pattern.
  if (!ip.includes(':') || !isIPv6(ip)) return ip.toLowerCase().slice(0, MAXIMUM_LENGTH);
  const groups = groupsOf(ip);
  const isMapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  if (!isMapped) return groups.slice(0, NETWORK_GROUPS).join(':');
  return groups
    .slice(6)
    .flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255])
    .join('.');
}

/** The eight groups in hexadecimal digits, without leading zeros. */
function groupsOf(ip: string): string[] {
  const [address = ''] = ip.split('%', 1);
  // The one form of RFC 5952.
  const { hostname } = new URL(`http://[${address}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const before = head ? head.split(':') : [];
  const after = tail ? tail.split(':') : [];
  const missing = ZEROS.split(':').slice(before.length + after.length);
  return [...before, ...missing, ...after];
}
