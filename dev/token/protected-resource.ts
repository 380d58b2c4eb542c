import { z } from 'zod';
import { isSecure } from '../../src/platform/config/issuer-url.js';
import { boundedFetch } from '../../src/platform/upstream/bounded-fetch.js';
import { UpstreamError } from '../../src/platform/upstream/upstream.error.js';
import { UserError } from '../user-error.js';
import { printableLine } from '../../src/platform/logging/printable.js';

const DEADLINE_MS = 10_000;
const WELL_KNOWN = '/.well-known/oauth-protected-resource';
/** A quoted-string in which nothing is escaped, as in every URL. */
const RESOURCE_METADATA = /\bresource_metadata="([^"\\]+)"/i;

const metadataSchema = z.object({
  resource: z.string(),
  authorization_servers: z.tuple([z.string()], z.string()),
  scopes_supported: z.array(z.string()).default([]),
  bearer_methods_supported: z.array(z.string()).default(['header']),
});

/** What an API says of itself (RFC 9728). */
export interface ProtectedResource {
  readonly address: string;
  /** In the order of the API's preference. */
  readonly issuers: readonly [string, ...string[]];
  readonly scopes: readonly string[];
}

/** From the address of an API to the issuers of its tokens. Follows no redirect. */
export async function readProtectedResource(address: string): Promise<ProtectedResource> {
  const api = requireSecure(address, address);
  const metadataUrl = (await findInChallenge(api)) ?? wellKnownUrlOf(api);
  const metadata = await readMetadata(metadataUrl);
  // RFC 9728, section 3.3: the metadata of another resource must not be used.
  if (![address, api.href].includes(metadata.resource)) {
    throw new UserError(
      `${metadataUrl} describes ${printableLine(metadata.resource)} instead of ${address}. If that is ` +
        'the API that you mean, give that address.',
    );
  }
  if (!metadata.bearer_methods_supported.includes('header')) {
    throw new UserError(`${address} does not take tokens in the Authorization header.`);
  }
  const { authorization_servers: issuers, scopes_supported: scopes } = metadata;
  for (const issuer of issuers) requireSecureBelow(api, issuer);
  return { address, issuers, scopes };
}

/** An API that refuses a request without a token tells where its metadata is (RFC 9728, section 5.1). */
async function findInChallenge(api: URL): Promise<URL | undefined> {
  const { headers } = await request(api);
  const [, url] = RESOURCE_METADATA.exec(headers.get('www-authenticate') ?? '') ?? [];
  return url === undefined ? undefined : requireSecureBelow(api, url);
}

/** RFC 9728, section 3.1: between the host and the path. */
function wellKnownUrlOf({ origin, pathname, search }: URL): URL {
  return new URL(`${origin}${WELL_KNOWN}${pathname === '/' ? '' : pathname}${search}`);
}

async function readMetadata(url: URL): Promise<z.output<typeof metadataSchema>> {
  const response = await request(url);
  if (response.status !== 200) {
    throw new UserError(
      `${url} answers HTTP ${response.status}: the API does not publish protected resource metadata ` +
        '(RFC 9728). An API of this project does as soon as PUBLIC_URL is set.',
    );
  }
  const metadata = metadataSchema.safeParse(await response.json().catch(() => undefined));
  if (metadata.success) return metadata.data;
  throw new UserError(`${url} does not answer with protected resource metadata (RFC 9728).`);
}

async function request(url: URL): Promise<Response> {
  const response = await boundedFetch(url.href, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(DEADLINE_MS),
  }).catch((error: unknown) => {
    const problem = error instanceof UpstreamError ? error.message : 'cannot be reached';
    throw new UserError(`${url} ${problem}.`, { cause: error });
  });
  if (response.status < 300 || response.status > 399) return response;
  const location = printableLine(response.headers.get('location') ?? 'nowhere');
  throw new UserError(
    `${url} redirects to ${location}. A redirect is not followed: give the address at its end, if you trust it.`,
  );
}

/** An API on https may not send us to plain http, not even on this machine. */
function requireSecureBelow(api: URL, address: string): URL {
  const url = requireSecure(address, api.href);
  if (url.protocol === 'https:' || api.protocol === 'http:') return url;
  throw new UserError(`${api} is on https, but names ${printableLine(address)}, which is not.`);
}

function requireSecure(address: string, namedBy: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const source = address === namedBy ? '' : `${namedBy} names `;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.hash) {
    throw new UserError(
      `${source}${printableLine(address)}, which is not a URL such as https://api.example.com/graphql.`,
    );
  }
  if (isSecure(url)) return url;
  throw new UserError(
    `${source}${printableLine(address)} is plain http: a token travels over https, or stays on this machine.`,
  );
}
