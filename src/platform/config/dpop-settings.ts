import type { Environment } from './environment.schema.js';
import { field, oneOf } from './fields.js';
import type { EnvironmentProblem } from './invalid-environment.error.js';
import { publicUrlOf } from './own-address.js';

/** Whether the tokens of an issuer may, or must, be bound to a key of the client (RFC 9449). */
const mode = oneOf('allowed', 'required').optional();

const MINIMUM_SECRET_LENGTH = 32;

/** The variables about tokens that are bound to a key of the client. */
export const dpopFields = {
  AUTH0_DPOP: mode,
  AUTHACTION_DPOP: mode,
  OIDC_DPOP: mode,
  DPOP_NONCE_SECRET: field(
    (value) => (value.length >= MINIMUM_SECRET_LENGTH ? value : undefined),
    'must have at least 32 characters. Make one with: openssl rand -hex 32',
  ).optional(),
};

/** Which variable is about the issuer that another one names. */
const ISSUERS = {
  AUTH0_DPOP: 'AUTH0_DOMAIN',
  AUTHACTION_DPOP: 'AUTHACTION_DOMAIN',
  OIDC_DPOP: 'OIDC_ISSUER_URL',
} as const;

export interface DpopSettings {
  /** The variables of the issuers that must bind their tokens. */
  readonly requiredFor: readonly string[];
  /** Key of the nonces that proofs must carry; undefined asks for none. */
  readonly nonceSecret: string | undefined;
}

export function toDpopSettings(env: Environment): DpopSettings {
  const requiredFor = requiringVariables(env).map((variable) => ISSUERS[variable]);
  return Object.freeze({
    requiredFor: Object.freeze(requiredFor),
    nonceSecret: env.DPOP_NONCE_SECRET,
  });
}

/** A proof names the address of the API, so without that address no bound token is accepted. */
export function findDpopProblems(env: Environment): EnvironmentProblem[] {
  if (publicUrlOf(env) !== undefined) return [];
  const remedy =
    'is required, but PUBLIC_URL is missing: set the address at which clients reach /graphql.';
  return requiringVariables(env).map((variable) => ({ variable, remedy }));
}

function requiringVariables(env: Environment): (keyof typeof ISSUERS)[] {
  const variables = Object.keys(ISSUERS) as (keyof typeof ISSUERS)[];
  return variables.filter((variable) => env[variable] === 'required');
}
