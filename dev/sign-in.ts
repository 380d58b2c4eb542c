import * as openid from 'openid-client';
import { parameterOf } from './local-issuer/provider/extra-permissions.js';
import { lifetimeParameter } from './local-issuer/provider/token-lifetime.js';
import { DEMO_CODE, STRONG_ACR } from './local-issuer/provider/step-up.js';
import { LOOPBACK_CALLBACK } from './local-issuer/provider/clients.js';
import { CookieJar } from './cookie-jar.js';
import { discover } from './discover.js';

const MAX_REDIRECTS = 10;

/** A user, an issuer, and the API that the token is for. */
export interface SignInRequest {
  readonly issuer: string;
  readonly clientId: string;
  readonly email: string;
  readonly password: string;
  /** Without one the access token is opaque, as at Auth0. */
  readonly audience?: string | undefined;
  readonly scope?: string;
  /** Permissions that this token carries beside those of the user. */
  readonly permissions?: readonly string[];
  /** Of the access token, in seconds; the issuer's own unless given. */
  readonly lifetime?: number | undefined;
  /** The key that the token shall be bound to (DPoP). */
  readonly keyPair?: openid.CryptoKeyPair | undefined;
  /** With the second step of the login page. */
  readonly isStrong?: boolean;
}

/** The answer of the token endpoint. */
export type TokenSet = openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers;

/**
 * Signs a user of the local issuer in as a browser would: the authorization code flow with PKCE,
 * over HTTP, through the real login page.
 */
export async function signIn(request: SignInRequest): Promise<TokenSet> {
  const configuration = await discover(request.issuer, request.clientId, openid.None());
  const codeVerifier = openid.randomPKCECodeVerifier();
  const state = openid.randomState();
  const scope = request.scope ?? 'openid profile email';
  // A nonce is for ID tokens, and there is none without `openid`.
  const nonce = scope.split(' ').includes('openid') ? openid.randomNonce() : undefined;
  const start = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: LOOPBACK_CALLBACK,
    scope,
    code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    state,
    ...(nonce && { nonce }),
    ...(request.audience && { audience: request.audience }),
    ...parameterOf(request.permissions),
    ...(request.isStrong && { acr_values: STRONG_ACR }),
  });
  const callback = await followToCallback(start, request);
  const checks = {
    pkceCodeVerifier: codeVerifier,
    expectedState: state,
    ...(nonce && { expectedNonce: nonce }),
  };
  const more = lifetimeParameter(request.lifetime);
  return openid.authorizationCodeGrant(
    configuration,
    callback,
    checks,
    more,
    proofBy(configuration, request.keyPair),
  );
}

/** What makes the token endpoint bind its tokens to a key (RFC 9449, section 5). */
export function proofBy(
  configuration: openid.Configuration,
  keyPair: openid.CryptoKeyPair | undefined,
): openid.DPoPOptions {
  return keyPair ? { DPoP: openid.getDPoPHandle(configuration, keyPair) } : {};
}

/** Signs a user in at the page that an authorization request leads to; gives the callback with its code. */
export async function followToCallback(
  start: URL,
  request: Pick<SignInRequest, 'issuer' | 'email' | 'password' | 'isStrong'>,
): Promise<URL> {
  const jar = new CookieJar();
  let address = start;
  for (let step = 0; step < MAX_REDIRECTS; step += 1) {
    const response = await visit(address, jar);
    const next = redirectOf(response, address) ?? (await submitLogin(address, jar, request));
    if (next.href.startsWith(`${LOOPBACK_CALLBACK}?`)) return checkCallback(next);
    address = next;
  }
  throw new Error(`The sign-in at ${request.issuer} does not come to an end.`);
}

function checkCallback(callback: URL): URL {
  const problem = callback.searchParams.get('error_description');
  if (problem) throw new Error(`The issuer refused the sign-in: ${problem}`);
  return callback;
}

async function submitLogin(
  page: URL,
  jar: CookieJar,
  request: Parameters<typeof followToCallback>[1],
): Promise<URL> {
  const { email, password, isStrong } = request;
  const code = isStrong ? { code: DEMO_CODE } : {};
  const body = new URLSearchParams({ email, password, ...code });
  const response = await visit(page, jar, { method: 'POST', body });
  const next = redirectOf(response, page);
  if (!next) throw new Error(`${request.issuer} did not sign ${request.email} in.`);
  return next;
}

async function visit(address: URL, jar: CookieJar, init: RequestInit = {}): Promise<Response> {
  const headers = { cookie: jar.header };
  const response = await fetch(address, { ...init, headers, redirect: 'manual' });
  jar.store(response);
  return response;
}

function redirectOf(response: Response, base: URL): URL | undefined {
  const location = response.headers.get('location');
  return location ? new URL(location, base) : undefined;
}
