import type { EnvironmentProblem } from './invalid-environment.error.js';

/** Each variable on the left has no meaning without the one on the right. */
const NEEDS: readonly (readonly [variable: string, needed: string, why: string])[] = [
  [
    'AUTH0_DOMAIN',
    'AUTH0_AUDIENCE',
    "the identifier of your API in Auth0, so that other APIs' tokens are refused",
  ],
  ['AUTH0_AUDIENCE', 'AUTH0_DOMAIN', 'the Auth0 tenant that issues the tokens'],
  [
    'AUTH0_CLIENT_ID',
    'AUTH0_CLIENT_SECRET',
    'the secret of the application that calls the Management API',
  ],
  ['AUTH0_CLIENT_SECRET', 'AUTH0_CLIENT_ID', 'the application that calls the Management API'],
  ['AUTH0_CLIENT_ID', 'AUTH0_DOMAIN', 'the Auth0 tenant that the application belongs to'],
  ['AUTH0_TOKEN_PROFILE', 'AUTH0_DOMAIN', 'the Auth0 tenant that issues the tokens'],
  ['AUTH0_ALLOWED_CLIENTS', 'AUTH0_DOMAIN', 'the Auth0 tenant that issues the tokens'],
  ['AUTH0_MANAGEMENT_DOMAIN', 'AUTH0_CLIENT_ID', 'the application that calls the Management API'],
  [
    'AUTHACTION_DOMAIN',
    'AUTHACTION_AUDIENCE',
    "the identifier of your API in AuthAction, so that other APIs' tokens are refused",
  ],
  ['AUTHACTION_AUDIENCE', 'AUTHACTION_DOMAIN', 'the AuthAction tenant that issues the tokens'],
  ['AUTHACTION_TOKEN_PROFILE', 'AUTHACTION_DOMAIN', 'the AuthAction tenant that issues the tokens'],
  [
    'AUTHACTION_ALLOWED_CLIENTS',
    'AUTHACTION_DOMAIN',
    'the AuthAction tenant that issues the tokens',
  ],
  [
    'OIDC_ISSUER_URL',
    'OIDC_AUDIENCE',
    "the audience of your API, so that other APIs' tokens are refused",
  ],
  ['OIDC_AUDIENCE', 'OIDC_ISSUER_URL', 'the address of the issuer'],
  ['OIDC_ALGORITHM', 'OIDC_ISSUER_URL', 'the address of the issuer'],
  ['OIDC_TOKEN_PROFILE', 'OIDC_ISSUER_URL', 'the address of the issuer'],
  ['OIDC_ALLOWED_CLIENTS', 'OIDC_ISSUER_URL', 'the address of the issuer'],
  ['OIDC_PERMISSIONS_CLAIM', 'OIDC_ISSUER_URL', 'the address of the issuer'],
];

const ISSUER_VARIABLES = [
  'AUTH0_DOMAIN',
  'AUTH0_AUDIENCE',
  'AUTHACTION_DOMAIN',
  'AUTHACTION_AUDIENCE',
  'OIDC_ISSUER_URL',
  'OIDC_AUDIENCE',
];

/** Judges which variables are present together; a variable that is missing is named once. */
export function findGroupProblems(env: Readonly<Record<string, string>>): EnvironmentProblem[] {
  const missing = new Map<string, EnvironmentProblem>();
  for (const [variable, needed, why] of NEEDS) {
    if (!env[variable] || env[needed] || missing.has(needed)) continue;
    missing.set(needed, { variable: needed, remedy: `is missing beside ${variable}: set ${why}.` });
  }
  const isAnyIssuerNamed = ISSUER_VARIABLES.some((variable) => env[variable]);
  return isAnyIssuerNamed ? [...missing.values()] : [noIssuer(env), ...missing.values()];
}

function noIssuer(env: Readonly<Record<string, string>>): EnvironmentProblem {
  const local =
    env['NODE_ENV'] === 'production' ? '' : ' Or run `npm start`, which brings a local issuer.';
  return {
    variable: 'AUTH0_DOMAIN, AUTHACTION_DOMAIN or OIDC_ISSUER_URL',
    remedy: `is missing: no issuer is trusted. Set at least one, with its AUTH0_AUDIENCE, AUTHACTION_AUDIENCE or OIDC_AUDIENCE.${local}`,
  };
}
