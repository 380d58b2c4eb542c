import { environmentSchema } from './environment.schema.js';
import type { EnvironmentProblem } from './invalid-environment.error.js';

/** Variables that make sense only together. */
interface VariableGroup {
  /** All of them are needed as soon as any variable of the group is set; each with what it is. */
  readonly needed: Readonly<Record<string, string>>;
  /** These may be set beside the needed ones. */
  readonly optional: readonly string[];
}

const ISSUER_GROUPS: readonly VariableGroup[] = [
  {
    needed: {
      AUTH0_DOMAIN: 'the Auth0 tenant that issues the tokens',
      AUTH0_AUDIENCE:
        'the identifier of your API in Auth0, so that tokens for other APIs are refused',
    },
    optional: variablesWith('AUTH0_'),
  },
  {
    needed: {
      AUTHACTION_DOMAIN: 'the AuthAction tenant that issues the tokens',
      AUTHACTION_AUDIENCE:
        'the identifier of your API in AuthAction, so that tokens for other APIs are refused',
    },
    optional: variablesWith('AUTHACTION_'),
  },
  {
    needed: {
      OIDC_ISSUER_URL: 'the address of the issuer',
      OIDC_AUDIENCE: 'the audience of your API, so that tokens for other APIs are refused',
    },
    optional: variablesWith('OIDC_'),
  },
];

const MANAGEMENT_APPLICATION: VariableGroup = {
  needed: {
    AUTH0_CLIENT_ID: 'the application that calls the Management API',
    AUTH0_CLIENT_SECRET: 'the secret of the application that calls the Management API',
  },
  optional: ['AUTH0_MANAGEMENT_DOMAIN'],
};

/** Every variable that is about an issuer. */
export const ISSUER_VARIABLES = ISSUER_GROUPS.flatMap(variablesOf);

/** Judges which variables are present together; a variable that is missing is named once. */
export function findGroupProblems(env: Readonly<Record<string, string>>): EnvironmentProblem[] {
  const problems = [...ISSUER_GROUPS, MANAGEMENT_APPLICATION].flatMap((group) =>
    findMissing(group, env),
  );
  const isAnyIssuerNamed = ISSUER_GROUPS.some(({ needed }) =>
    Object.keys(needed).some((variable) => env[variable]),
  );
  return isAnyIssuerNamed ? problems : [noIssuer(env), ...problems];
}

function findMissing(
  group: VariableGroup,
  env: Readonly<Record<string, string>>,
): EnvironmentProblem[] {
  const present = variablesOf(group).find((variable) => env[variable]);
  if (!present) return [];
  return Object.entries(group.needed).flatMap(([variable, meaning]) =>
    env[variable]
      ? []
      : { variable, remedy: `is missing beside ${present}: set ${meaning}, or unset ${present}.` },
  );
}

function variablesWith(prefix: string): string[] {
  return Object.keys(environmentSchema.shape).filter((variable) => variable.startsWith(prefix));
}

function variablesOf({ needed, optional }: VariableGroup): string[] {
  return [...new Set([...Object.keys(needed), ...optional])];
}

function noIssuer(env: Readonly<Record<string, string>>): EnvironmentProblem {
  const local =
    env['NODE_ENV'] === 'production' ? '' : ' Or run `npm start`, which brings a local issuer.';
  return {
    variable: 'AUTH0_DOMAIN, AUTHACTION_DOMAIN or OIDC_ISSUER_URL',
    remedy: `is missing: no issuer is trusted. Set at least one, with its AUTH0_AUDIENCE, AUTHACTION_AUDIENCE or OIDC_AUDIENCE.${local}`,
  };
}
