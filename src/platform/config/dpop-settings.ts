import type { z } from 'zod';
import { field, oneOf } from './fields.js';
import type { EnvironmentProblem } from './invalid-environment.error.js';
import { DPOP_MODES } from './settings.js';

const MINIMUM_SECRET_LENGTH = 32;

const mode = oneOf(...DPOP_MODES).optional();

/** The variables about tokens that are bound to a key of the client (RFC 9449). */
export const dpopFields = {
  AUTH0_DPOP: mode,
  AUTHACTION_DPOP: mode,
  OIDC_DPOP: mode,
  DPOP_NONCE_SECRET: field(
    (value) => (value.length >= MINIMUM_SECRET_LENGTH ? value : undefined),
    'must have at least 32 characters. Make one with: openssl rand -hex 32',
  ).optional(),
};

type DpopVariables = z.output<z.ZodObject<typeof dpopFields>>;

/** A proof names the address of the API, so without that address no bound token is accepted. */
export function findDpopProblems(
  { AUTH0_DPOP, AUTHACTION_DPOP, OIDC_DPOP }: DpopVariables,
  publicUrl: string | undefined,
): EnvironmentProblem[] {
  if (publicUrl !== undefined) return [];
  return Object.entries({ AUTH0_DPOP, AUTHACTION_DPOP, OIDC_DPOP })
    .filter(([, value]) => value === 'required')
    .map(([variable]) => ({
      variable,
      remedy:
        'is required, but PUBLIC_URL is missing: set the address at which clients reach /graphql.',
    }));
}
