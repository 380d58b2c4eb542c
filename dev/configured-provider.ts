/** The variables of an environment, `process.env` for instance. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PROVIDER_VARIABLES = [
  'AUTH0_DOMAIN',
  'AUTH0_AUDIENCE',
  'AUTH0_TOKEN_PROFILE',
  'AUTH0_ALLOWED_CLIENTS',
  'AUTH0_CLIENT_ID',
  'AUTH0_CLIENT_SECRET',
  'AUTH0_MANAGEMENT_DOMAIN',
  'AUTHACTION_DOMAIN',
  'AUTHACTION_AUDIENCE',
  'AUTHACTION_TOKEN_PROFILE',
  'AUTHACTION_ALLOWED_CLIENTS',
  'OIDC_ISSUER_URL',
  'OIDC_AUDIENCE',
  'OIDC_ALGORITHM',
  'OIDC_TOKEN_PROFILE',
  'OIDC_ALLOWED_CLIENTS',
  'OIDC_PERMISSIONS_CLAIM',
];

/**
 * Whether this environment brings its own provider, or must, so that no local issuer is wanted.
 * One variable is enough: the API then says which others are missing.
 */
export function hasOwnProvider(env: Environment): boolean {
  const isNamed = PROVIDER_VARIABLES.some((variable) => env[variable]?.trim());
  return isNamed || env['NODE_ENV'] === 'production';
}
