import { UnauthenticatedException, type RefusalReason } from './unauthenticated.exception.js';

/** What jsonwebtoken says with one error name; anything else in it is a matter of form. */
const REASONS: Readonly<Record<string, RefusalReason>> = {
  'invalid signature': 'invalid_signature',
  'invalid exp value': 'invalid_claims',
  'invalid nbf value': 'invalid_claims',
};

/**
 * Turns what a verification failed with into what the client is told. The errors of jsonwebtoken
 * are known by their names; anything else, an outage or a defect, stays what it is.
 */
export function toRefusal(failure: unknown): unknown {
  if (!(failure instanceof Error)) return new Error('Passport ended without a caller.');
  switch (failure.name) {
    case 'TokenExpiredError':
      return UnauthenticatedException.because('token_expired');
    case 'NotBeforeError':
      return UnauthenticatedException.because('token_not_yet_valid');
    case 'JsonWebTokenError':
      return UnauthenticatedException.because(REASONS[failure.message] ?? 'malformed_token');
    default:
      return failure;
  }
}
