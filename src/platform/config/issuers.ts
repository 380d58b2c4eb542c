import { parseDomains, withTrailingSlash } from './issuer-url.js';
import type { Environment } from './environment.schema.js';
import type { EnvironmentProblem } from './invalid-environment.error.js';
import type { IssuerSettings } from './settings.js';

/** The trusted issuers of an environment, and what is wrong with them as a set. */
export function readIssuers(env: Environment): {
  issuers: IssuerSettings[];
  problems: EnvironmentProblem[];
} {
  const issuers = [...readAuth0(env), ...readAuthAction(env), ...readOther(env)];
  const problems = issuers.flatMap(({ address, variable }, index) => {
    const twin = issuers.slice(0, index).find((other) => isSamePlace(other.address, address));
    if (!twin) return [];
    const place = twin.variable === variable ? 'twice' : `as ${twin.variable}`;
    return [{ variable, remedy: `names the same issuer ${place}: remove one of them.` }];
  });
  return { issuers, problems };
}

/** A token for one of two resources is refused at the other, so they need audiences that differ. */
export function findResourceProblems(env: Environment): EnvironmentProblem[] {
  const audiences = ['AUTH0_AUDIENCE', 'AUTHACTION_AUDIENCE', 'OIDC_AUDIENCE'] as const;
  const twin = audiences.find(
    (variable) => env.MCP_URL !== undefined && env[variable] === env.MCP_URL,
  );
  if (!twin) return [];
  const remedy = `must not be ${twin}: a token for one of /graphql and /mcp would be good at both.`;
  return [{ variable: 'MCP_URL', remedy }];
}

/** The domains of one tenant: its users, and the application for its Management API, are shared. */
function readAuth0(env: Environment): IssuerSettings[] {
  if (!env.AUTH0_DOMAIN || !env.AUTH0_AUDIENCE) return [];
  const [tenant] = env.AUTH0_DOMAIN;
  const application =
    env.AUTH0_CLIENT_ID && env.AUTH0_CLIENT_SECRET
      ? {
          management: Object.freeze({
            url: withTrailingSlash(env.AUTH0_MANAGEMENT_DOMAIN ?? tenant),
            clientId: env.AUTH0_CLIENT_ID,
            clientSecret: env.AUTH0_CLIENT_SECRET,
          }),
        }
      : {};
  const shared = {
    kind: 'auth0',
    variable: 'AUTH0_DOMAIN',
    url: tenant,
    audience: env.AUTH0_AUDIENCE,
    audienceClaim: 'aud',
    algorithm: 'RS256',
    tokenProfile: env.AUTH0_TOKEN_PROFILE ?? 'any',
    allowedClients: env.AUTH0_ALLOWED_CLIENTS,
    permissionsClaim: 'permissions',
    ...application,
  } as const;
  return env.AUTH0_DOMAIN.map((address) => Object.freeze({ ...shared, address }));
}

function readAuthAction(env: Environment): IssuerSettings[] {
  if (!env.AUTHACTION_DOMAIN || !env.AUTHACTION_AUDIENCE) return [];
  const settings = {
    kind: 'authaction',
    variable: 'AUTHACTION_DOMAIN',
    url: env.AUTHACTION_DOMAIN,
    address: env.AUTHACTION_DOMAIN,
    audience: env.AUTHACTION_AUDIENCE,
    audienceClaim: 'aud',
    algorithm: 'RS256',
    tokenProfile: env.AUTHACTION_TOKEN_PROFILE ?? 'any',
    allowedClients: env.AUTHACTION_ALLOWED_CLIENTS,
    permissionsClaim: env.AUTHACTION_PERMISSIONS_CLAIM ?? 'permissions',
  } as const;
  return [Object.freeze(settings)];
}

function readOther(env: Environment): IssuerSettings[] {
  if (!env.OIDC_ISSUER_URL || !env.OIDC_AUDIENCE) return [];
  const settings = {
    kind: 'oidc',
    variable: 'OIDC_ISSUER_URL',
    url: env.OIDC_ISSUER_URL,
    address: env.OIDC_ISSUER_URL,
    audience: env.OIDC_AUDIENCE,
    audienceClaim: env.OIDC_AUDIENCE_CLAIM ?? 'aud',
    algorithm: env.OIDC_ALGORITHM ?? 'RS256',
    tokenProfile: env.OIDC_TOKEN_PROFILE ?? 'any',
    allowedClients: env.OIDC_ALLOWED_CLIENTS,
    permissionsClaim: env.OIDC_PERMISSIONS_CLAIM ?? 'permissions',
  } as const;
  return [Object.freeze(settings)];
}

/** The name of an issuer in records: for any domain in `AUTH0_DOMAIN` the first one. */
export function recordedName(
  issuer: string,
  { AUTH0_DOMAIN = '' }: Readonly<Record<string, string | undefined>>,
): string {
  const [tenant = issuer, ...others] = parseDomains(AUTH0_DOMAIN) ?? [];
  const isOther = URL.canParse(issuer) && others.some((one) => isSamePlace(one, issuer));
  return isOther ? tenant : issuer;
}

function isSamePlace(one: string, other: string): boolean {
  return withTrailingSlash(new URL(one).href) === withTrailingSlash(new URL(other).href);
}
