import { withTrailingSlash } from './issuer-url.js';
import type { Environment } from './environment.schema.js';
import type { EnvironmentProblem } from './invalid-environment.error.js';
import type { IssuerSettings } from './settings.js';

/** The trusted issuers of an environment, and what is wrong with them as a set. */
export function readIssuers(env: Environment): {
  issuers: IssuerSettings[];
  problems: EnvironmentProblem[];
} {
  const issuers = [readAuth0(env), readAuthAction(env), readOther(env)].filter(
    (one) => one !== undefined,
  );
  const problems = issuers.flatMap((issuer, index) => {
    const twin = issuers.slice(0, index).find((other) => isSamePlace(other.url, issuer.url));
    return twin
      ? [
          {
            variable: issuer.variable,
            remedy: `names the same issuer as ${twin.variable}: remove one of them.`,
          },
        ]
      : [];
  });
  return { issuers, problems };
}

function readAuth0(env: Environment): IssuerSettings | undefined {
  if (!env.AUTH0_DOMAIN || !env.AUTH0_AUDIENCE) return undefined;
  const application =
    env.AUTH0_CLIENT_ID && env.AUTH0_CLIENT_SECRET
      ? {
          management: Object.freeze({
            url: withTrailingSlash(env.AUTH0_MANAGEMENT_DOMAIN ?? env.AUTH0_DOMAIN),
            clientId: env.AUTH0_CLIENT_ID,
            clientSecret: env.AUTH0_CLIENT_SECRET,
          }),
        }
      : {};
  return Object.freeze({
    kind: 'auth0',
    variable: 'AUTH0_DOMAIN',
    url: env.AUTH0_DOMAIN,
    audience: env.AUTH0_AUDIENCE,
    algorithm: 'RS256',
    tokenProfile: env.AUTH0_TOKEN_PROFILE ?? 'any',
    allowedClients: env.AUTH0_ALLOWED_CLIENTS,
    permissionsClaim: undefined,
    ...application,
  });
}

function readAuthAction(env: Environment): IssuerSettings | undefined {
  if (!env.AUTHACTION_DOMAIN || !env.AUTHACTION_AUDIENCE) return undefined;
  return Object.freeze({
    kind: 'authaction',
    variable: 'AUTHACTION_DOMAIN',
    url: env.AUTHACTION_DOMAIN,
    audience: env.AUTHACTION_AUDIENCE,
    algorithm: 'RS256',
    tokenProfile: env.AUTHACTION_TOKEN_PROFILE ?? 'any',
    allowedClients: env.AUTHACTION_ALLOWED_CLIENTS,
    permissionsClaim: undefined,
  });
}

function readOther(env: Environment): IssuerSettings | undefined {
  if (!env.OIDC_ISSUER_URL || !env.OIDC_AUDIENCE) return undefined;
  return Object.freeze({
    kind: 'oidc',
    variable: 'OIDC_ISSUER_URL',
    url: env.OIDC_ISSUER_URL,
    audience: env.OIDC_AUDIENCE,
    algorithm: env.OIDC_ALGORITHM ?? 'RS256',
    tokenProfile: env.OIDC_TOKEN_PROFILE ?? 'any',
    allowedClients: env.OIDC_ALLOWED_CLIENTS,
    permissionsClaim: env.OIDC_PERMISSIONS_CLAIM,
  });
}

function isSamePlace(one: string, other: string): boolean {
  return withTrailingSlash(new URL(one).href) === withTrailingSlash(new URL(other).href);
}
