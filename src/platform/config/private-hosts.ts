import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** RFC 1918, 3927, 4193, 4291 and 6598. */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('169.254.0.0', 16, 'ipv4');
PRIVATE.addSubnet('100.64.0.0', 10, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

/** Names that only a private network knows: of a container, of a cluster, or reserved for it. */
const PRIVATE_NAME = /^[^.]+$|\.(localhost|local|internal|svc|lan|test|home\.arpa)$/i;

/** True for an address or a name that stands for this machine. */
export function isLoopbackHost(host: string): boolean {
  const address = withoutBrackets(host);
  return address === 'localhost' || isIn(LOOPBACK, address);
}

/** True for a loopback or private address, and for a name that only a private network knows. */
export function isPrivateHost(host: string): boolean {
  const address = withoutBrackets(host);
  // The folder of a Unix socket.
  if (address.startsWith('/')) return true;
  if (isIP(address) === 0) return PRIVATE_NAME.test(address);
  return isIn(LOOPBACK, address) || isIn(PRIVATE, address);
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
