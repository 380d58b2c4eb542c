import { isLoopbackHost } from '../../config/private-hosts.js';

/** The parts that are compared. A URL parser would take a backslash or a line break for nothing. */
const URI = /^(https?:\/\/[^/?#@\\]+(?:\/[^?#\\]*)?)(?:[?#].*)?$/i;
const PRINTABLE = /^[!-~]+$/;
/** RFC 3986, section 2.3. */
const UNRESERVED = /[\w.~-]/;

/**
 * An `http` URI in one spelling (RFC 3986, sections 6.2.2 and 6.2.3), without query and fragment.
 *
 * @param isLoopbackOne takes all names of this machine for one host
 * @returns undefined for any other text
 */
export function normalizeHttpUri(text: string, isLoopbackOne = false): string | undefined {
  const [, uri = ''] = (PRINTABLE.test(text) && URI.exec(text)) || [];
  if (!URL.canParse(uri)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(uri);
  const host = isLoopbackOne && isLoopbackHost(hostname) ? 'localhost' : hostname;
  return `${protocol}//${host}:${port}${pathname.replaceAll(/%[\da-f]{2}/gi, normalizeOctet)}`;
}

function normalizeOctet(octet: string): string {
  const character = String.fromCharCode(parseInt(octet.slice(1), 16));
  return UNRESERVED.test(character) ? character : octet.toUpperCase();
}
