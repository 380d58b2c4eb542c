import { ApiException, quoteHeaderValue } from '../../http/api.exception.js';

/** A valid access token that lacks a permission: RFC 6750, section 3.1. */
export class InsufficientPermissionsException extends ApiException {
  constructor(
    readonly permissions: readonly string[],
    hint?: string,
  ) {
    const scope = permissions.join(' ');
    super({
      status: 403,
      code: 'FORBIDDEN',
      message: `This access token lacks the permission ${scope}.`,
      hint,
      headers: {
        'www-authenticate': `Bearer error="insufficient_scope", scope=${quoteHeaderValue(scope)}`,
      },
    });
  }
}
