import { expect } from '@jest/globals';
import {
  REFUSALS,
  type RefusalReason,
} from '../../src/platform/auth/refusals/unauthenticated.exception.js';
import type { Answer } from './api.js';

type Refused = Pick<Answer, 'status' | 'headers' | 'body'>;

/** Compares the whole answer to `{ guarded }` with a bad token: RFC 6750, section 3.1. */
export function expectRefusal({ status, headers, body }: Refused, reason: RefusalReason): void {
  expect({ status, challenge: headers.get('www-authenticate'), body }).toEqual({
    status: 401,
    challenge:
      reason === 'token_missing'
        ? 'Bearer'
        : `Bearer error="invalid_token", error_description="${REFUSALS[reason]}"`,
    body: {
      errors: [
        {
          message: 'Unauthorized',
          locations: [{ line: 1, column: 3 }],
          path: ['guarded'],
          extensions: { code: 'UNAUTHENTICATED', reason, hint: expect.any(String) },
        },
      ],
    },
  });
}

/** Compares the whole answer to `{ guarded }` with a good token. */
export function expectAcceptance({ status, headers, body }: Refused): void {
  expect({ status, challenge: headers.get('www-authenticate'), body }).toEqual({
    status: 200,
    challenge: null,
    body: { data: { guarded: 'guarded' } },
  });
}
