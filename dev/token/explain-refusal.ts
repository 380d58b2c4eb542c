import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { UserError } from '../user-error.js';
import { printableLine } from '../../src/platform/logging/printable.js';

/** What to do about the errors of OAuth that a setup can cause. */
const REMEDIES: Readonly<Record<string, string>> = {
  access_denied: 'Either the sign-in was cancelled, or the application may not use this API.',
  invalid_client: 'Check the client id and its secret.',
  invalid_grant: 'Try again: the code is good for one use and a short time.',
  invalid_scope: 'Ask for fewer scopes with --scope.',
  invalid_target: 'The audience is not the identifier of an API at the provider.',
  unauthorized_client: 'Allow this grant type in the settings of the application.',
  unsupported_grant_type: 'Allow this grant type in the settings of the application.',
};

/** What the provider answered is for the reader to mend, at the provider. */
export function explainRefusal(error: unknown): unknown {
  if (error instanceof ResponseBodyError || error instanceof AuthorizationResponseError) {
    const reason = printableLine(error.error_description ?? error.error);
    const remedy = REMEDIES[error.error];
    const message = `The provider refused to issue a token: ${reason}`;
    return new UserError(remedy ? `${message} (${error.error})\n${remedy}` : message, {
      cause: error,
    });
  }
  if (!(error instanceof ClientError)) return error;
  // Issuer, state, nonce or signature: openid-client checks them all.
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  const message = `The provider's answer does not fit the request: ${error.message}${cause}`;
  return new UserError(printableLine(message), { cause: error });
}
