import { isSecure, withTrailingSlash } from '../../config/issuer-url.js';
import { fetchJson } from '../../upstream/fetch-json.js';
import { UpstreamError } from '../../upstream/upstream.error.js';

/** The metadata of an issuer: OpenID Connect Discovery 1.0, section 3. */
export interface IssuerMetadata {
  /** The exact `iss` strings that mean this issuer. */
  readonly issuers: readonly string[];
  readonly jwksUri: string;
  readonly userinfoEndpoint: string;
}

/**
 * Reads the discovery document below the configured address.
 *
 * @throws UpstreamError when there is no usable answer, or when it speaks for another issuer
 */
export async function discoverIssuer(url: string, signal: AbortSignal): Promise<IssuerMetadata> {
  const base = withTrailingSlash(url);
  return readMetadata(await fetchJson(`${base}.well-known/openid-configuration`, { signal }), base);
}

/**
 * The metadata to use without a discovery document: Auth0's well-known paths and both spellings of
 * the name, so that an outage does not turn into a refusal.
 */
export function guessMetadata(url: string): IssuerMetadata {
  const base = withTrailingSlash(url);
  return {
    issuers: [base, base.slice(0, -1)],
    jwksUri: `${base}.well-known/jwks.json`,
    userinfoEndpoint: `${base}userinfo`,
  };
}

function readMetadata(document: Record<string, unknown>, base: string): IssuerMetadata {
  const { issuer, jwks_uri: jwksUri, userinfo_endpoint: userinfoEndpoint } = document;
  if (typeof issuer !== 'string' || withTrailingSlash(issuer) !== base) {
    throw new UpstreamError('published a discovery document of another issuer');
  }
  return {
    issuers: [issuer],
    jwksUri: readEndpoint(jwksUri, base, 'jwks_uri'),
    userinfoEndpoint:
      userinfoEndpoint === undefined
        ? `${base}userinfo`
        : readEndpoint(userinfoEndpoint, base, 'userinfo_endpoint'),
  };
}

/** An issuer on https cannot name an endpoint on plain http, not even on loopback. */
function readEndpoint(value: unknown, base: string, name: string): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const isUsable = url && isSecure(url) && (url.protocol === 'https:' || base.startsWith('http:'));
  if (!isUsable) throw new UpstreamError(`published a discovery document without a usable ${name}`);
  return url.href;
}
