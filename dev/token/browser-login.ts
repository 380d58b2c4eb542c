import * as openid from 'openid-client';
import { checkAuthorizationRequest } from './authorization-request.js';
import { discover } from '../discover.js';
import { LoopbackCallback } from './loopback-callback.js';
import { leftOutOf, type ObtainedToken } from './obtained-token.js';
import { proofBy } from '../sign-in.js';
import { openBrowser } from './open-browser.js';
import type { Provider } from './provider.js';
import { UserError } from '../user-error.js';

interface LoginWish {
  readonly scope: string | undefined;
  readonly isRefreshable: boolean;
  readonly keyPair?: openid.CryptoKeyPair | undefined;
}

/** Signs a user in with a browser: authorization code with PKCE, back to loopback (RFC 8252). */
export async function browserLogin(
  provider: Provider,
  wish: LoginWish,
  show: (start: URL) => void = announce,
): Promise<ObtainedToken> {
  const callback = await LoopbackCallback.listen(provider.callbackPort);
  try {
    return await logIn(provider, wish, callback, show);
  } finally {
    await callback.close();
  }
}

async function logIn(
  provider: Provider,
  wish: LoginWish,
  callback: LoopbackCallback,
  show: (start: URL) => void,
): Promise<ObtainedToken> {
  const { issuer, audience } = provider;
  const clientId = requireClientId(provider, callback.url);
  const configuration = await discover(issuer, clientId, authenticationOf(provider));
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [openid.randomState(), openid.randomNonce()];
  const scope = scopeOf(wish);
  const hasIdToken = scope.split(' ').includes('openid');
  const start = openid.buildAuthorizationUrl(configuration, {
    redirect_uri: callback.url,
    scope,
    audience,
    ...resourceOf(provider),
    state: expectedState,
    ...(hasIdToken && { nonce: expectedNonce }),
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  });
  await checkAuthorizationRequest(start, callback.url, clientId);
  const waiting = callback.wait(expectedState);
  show(start);
  const answer = await waiting;
  const tokens = await openid.authorizationCodeGrant(
    configuration,
    answer,
    {
      pkceCodeVerifier,
      expectedState,
      idTokenExpected: hasIdToken,
      ...(hasIdToken && { expectedNonce }),
    },
    resourceOf(provider),
    proofBy(configuration, wish.keyPair),
  );
  return {
    ...describe(tokens, configuration, { audience, clientId }),
    leftOut: leftOutOf(scope, tokens.scope),
  };
}

function describe(
  tokens: openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers,
  configuration: openid.Configuration,
  { audience, clientId }: { audience: string; clientId: string },
): ObtainedToken {
  const claims: Readonly<Record<string, unknown>> = tokens.claims() ?? {};
  const { token_endpoint: tokenUrl } = configuration.serverMetadata();
  return {
    owner: String(claims['email'] ?? claims['name'] ?? claims['sub'] ?? 'the user'),
    audience,
    accessToken: tokens.access_token,
    ...(tokens.refresh_token &&
      tokenUrl && { refresh: { token: tokens.refresh_token, tokenUrl, clientId } }),
  };
}

function requireClientId({ issuer, login }: Provider, callbackUrl: string): string {
  if (login.clientId) return login.clientId;
  throw new UserError(
    `Set TOKEN_CLIENT_ID to an application of ${issuer} that signs users in (authorization code ` +
      `with PKCE; "Native" or "Single Page"), with this exact callback URL:\n\n  ${callbackUrl}\n\n` +
      'For a token without a user: npm run -s token -- --machine',
  );
}

function authenticationOf({ login: { clientSecret } }: Provider): openid.ClientAuth {
  return clientSecret ? openid.ClientSecretPost(clientSecret) : openid.None();
}

function scopeOf({ scope = 'openid profile email', isRefreshable }: LoginWish): string {
  return isRefreshable ? `${scope} offline_access` : scope;
}

/** Other issuers know `resource` (RFC 8707) instead of Auth0's `audience`. */
function resourceOf({ kind, audience }: Provider): Record<string, string> {
  return kind === 'oidc' && /^https?:/.test(audience) ? { resource: audience } : {};
}

function announce(start: URL): void {
  const isOpened = openBrowser(start.href);
  const hint = isOpened ? 'A browser should open. If none does, open' : 'Open in a browser';
  console.error(`${hint}:\n\n${start.href}\n\nWaiting for the sign-in …`);
}
