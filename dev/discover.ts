import * as openid from 'openid-client';
import { isLoopback } from '../src/platform/config/issuer-url.js';
import { UserError } from './user-error.js';

/** Reads an issuer's discovery document; plain http is for loopback issuers only. */
export async function discover(
  issuer: string,
  clientId: string,
  authentication: openid.ClientAuth,
): Promise<openid.Configuration> {
  const isLocal = isLoopback(new URL(issuer));
  const options = isLocal ? { execute: [openid.allowInsecureRequests] } : {};
  const attempt = (url: string) =>
    openid.discovery(new URL(url), clientId, undefined, authentication, options);
  try {
    // Some issuers name themselves with a trailing slash and some without; both are one place.
    return await attempt(issuer).catch(async (error: unknown) => {
      if (!isAboutIssuer(error)) throw error;
      return attempt(issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`);
    });
  } catch (error) {
    throw new UserError(`${issuer} ${explain(error)}`, { cause: error });
  }
}

function isAboutIssuer(error: unknown): boolean {
  return codeOf(error) === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED';
}

function explain(error: unknown): string {
  if (isAboutIssuer(error)) return 'is not what its own discovery document calls the issuer.';
  const code = codeOf(error);
  if (code === 'OAUTH_TIMEOUT') return 'did not answer in time.';
  if (code?.startsWith('OAUTH_')) return 'has no discovery document: is it an OpenID provider?';
  return 'cannot be reached: check the address and the network.';
}

function codeOf(error: unknown): string | undefined {
  return error instanceof openid.ClientError ? error.code : undefined;
}
