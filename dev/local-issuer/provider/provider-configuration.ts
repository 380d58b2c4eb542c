import type { Account } from 'oidc-provider';
import { createAccessTokenShaper } from './access-token-claims.js';
import { createFetch, logoutUrlOf } from './backchannel-logout.js';
import { createClients } from './clients.js';
import { sendErrorPage } from '../pages/error-page.js';
import { PERMISSIONS_PARAMETER } from './extra-permissions.js';
import { createGrantLoader } from './grant-everything.js';
import type { OidcProviderModule } from './load-oidc-provider.js';
import { DEMO_USER_PARAMETER, loginUrl } from './login.js';
import { rpInitiatedLogout } from './logout.js';
import { createResourceServers } from './resource-servers.js';
import { createResourceIndicators } from './resource-indicators.js';
import { CLAIMS_BY_SCOPE, standardClaims } from './standard-claims.js';
import { createStrongLoginCheck, STRONG_ACR } from './step-up.js';
import type { Tenant } from '../storage/tenant.js';
import type { UserStore } from '../storage/user-store.js';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

const AUTH0_ROUTES = {
  authorization: '/authorize',
  end_session: '/oidc/logout',
  jwks: '/.well-known/jwks.json',
  token: '/oauth/token',
  userinfo: '/userinfo',
};

/** What the provider is made of. */
export interface ProviderParts extends Tenant {
  readonly issuer: string;
  readonly audience: string;
  readonly accessTokenSeconds: number;
  /** The GraphQL endpoint; unknown where the issuer runs alone. */
  readonly apiUrl: string | undefined;
  /** The audience of the API's tools, which have the permissions of the API. */
  readonly toolsUrl: string | undefined;
}

/** Everything that makes oidc-provider look like an Auth0 tenant. */
export function createConfiguration(parts: ProviderParts, library: OidcProviderModule) {
  const { issuer, audience, applications, users, apiUrl, toolsUrl } = parts;
  const audiences = [audience, ...(toolsUrl === undefined ? [] : [toolsUrl])] as const;
  return {
    acrValues: [STRONG_ACR],
    adapter: (model: string) => parts.sessions.adapterFor(model),
    claims: CLAIMS_BY_SCOPE,
    clients: createClients(issuer, applications, logoutUrlOf(apiUrl)),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    // Cross-origin access is decided by our own allow list, before the provider is asked.
    clientBasedCORS: () => false,
    // Auth0's ID tokens carry the profile.
    conformIdTokenClaims: false,
    cookies: { keys: [applications.cookieSecret] },
    extraParams: ['audience', DEMO_USER_PARAMETER, PERMISSIONS_PARAMETER],
    enabledJWA: { dPoPSigningAlgValues: ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] },
    features: createFeatures(parts, library),
    fetch: createFetch(apiUrl),
    findAccount: (_ctx: unknown, id: string) => findAccount(users, id),
    formats: { customizers: { jwt: createAccessTokenShaper({ issuer, audiences, users }) } },
    interactions: { url: loginUrl, policy: createInteractionPolicy(library) },
    jwks: parts.keys.privateKeySet,
    loadExistingGrant: createGrantLoader(users, audiences),
    renderError: sendErrorPage,
    responseTypes: ['code'],
    rotateRefreshToken: true,
    routes: AUTH0_ROUTES,
    scopes: ['openid', 'offline_access'],
    ttl: lifetimes(parts.accessTokenSeconds),
  };
}

function createFeatures(parts: ProviderParts, { errors }: OidcProviderModule) {
  return {
    backchannelLogout: { enabled: true },
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    // A client that proves a key gets a token that is bound to it (RFC 9449); others get bearer tokens.
    dPoP: { enabled: true },
    pushedAuthorizationRequests: { enabled: false },
    resourceIndicators: createResourceIndicators(createResourceServers(parts), errors),
    rpInitiatedLogout,
    // Silent sign-in in a frame, as Auth0's libraries do it without a refresh token.
    webMessageResponseMode: { enabled: true, ack: 'individual-draft-01' },
  };
}

function lifetimes(accessTokenSeconds: number) {
  return {
    AccessToken: accessTokenSeconds,
    AuthorizationCode: MINUTE,
    ClientCredentials: accessTokenSeconds,
    Grant: 14 * DAY,
    IdToken: 10 * 60 * MINUTE,
    Interaction: 60 * MINUTE,
    RefreshToken: 14 * DAY,
    Session: 3 * DAY,
  };
}

function createInteractionPolicy(library: OidcProviderModule) {
  const policy = library.interactionPolicy.base();
  policy.get('login').checks.add(createStrongLoginCheck(library));
  // Auth0 signs a known browser in silently, native applications included.
  policy.get('consent').checks.remove('native_client_prompt');
  return policy;
}

function findAccount(users: UserStore, accountId: string): Account | undefined {
  const user = users.find(accountId);
  return user && { accountId, claims: () => standardClaims(user.profile) };
}
