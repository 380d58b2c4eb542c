import * as openid from 'openid-client';
import { isSecure } from '../src/platform/config/issuer-url.js';
import { isLoopbackHost } from '../src/platform/config/private-hosts.js';
import { UserError } from './user-error.js';

/** Reads an issuer's discovery document; plain http is for loopback issuers only. */
export async function discover(
  issuer: string,
  clientId: string,
  authentication: openid.ClientAuth,
): Promise<openid.Configuration> {
  const isLocal = isLoopbackHost(new URL(issuer).hostname);
  const options = isLocal ? { execute: [openid.allowInsecureRequests] } : {};
  const attempt = (url: string) =>
    openid.discovery(new URL(url), clientId, undefined, authentication, options);
  try {
    // Some issuers name themselves with a trailing slash and some without; both are one place.
    const configuration = await attempt(issuer).catch(async (error: unknown) => {
      if (!isAboutIssuer(error)) throw error;
      return attempt(issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`);
    });
    checkEndpoints(configuration.serverMetadata());
    return configuration;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${issuer} ${explain(error)}`, { cause: error });
  }
}

/** An issuer on https may not send a browser or a client to plain http, not even on this machine. */
function checkEndpoints(metadata: openid.ServerMetadata): void {
  const isLocal = new URL(metadata.issuer).protocol === 'http:';
  for (const name of ['authorization_endpoint', 'token_endpoint'] as const) {
    const endpoint = metadata[name];
    if (endpoint === undefined) continue;
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
    if (url && isSecure(url) && (isLocal || url.protocol === 'https:')) continue;
    throw new UserError(
      `${metadata.issuer} publishes ${name === 'token_endpoint' ? 'a' : 'an'} ${name} that is not on https.`,
    );
  }
}

function isAboutIssuer(error: unknown): boolean {
  return codeOf(error) === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED';
}

function explain(error: unknown): string {
  if (isAboutIssuer(error)) return 'is not what its own discovery document calls the issuer.';
  const code = codeOf(error);
  if (isRedirect(error)) return 'redirects its discovery document, and no redirect is followed.';
  if (code === 'OAUTH_TIMEOUT') return 'did not answer in time.';
  if (code?.startsWith('OAUTH_')) return 'has no discovery document: is it an OpenID provider?';
  return 'cannot be reached: check the address and the network.';
}

function isRedirect(error: unknown): boolean {
  const answer = error instanceof Error ? error.cause : undefined;
  return answer instanceof Response && answer.status >= 300 && answer.status < 400;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof openid.ClientError ? error.code : undefined;
}
