import { MAXIMUM_TOKEN_SECONDS } from '../token/acceptance-rules.js';

/** How long a change may concern a token that is still valid; the clocks differ by less than a minute. */
export const REVOCATION_SECONDS = MAXIMUM_TOKEN_SECONDS + 60;

/** Each says of which issuer it is, by the name in its tokens. Times are seconds since the epoch. */
export type AccessChange =
  | {
      /** The account got or lost permissions, was suspended, or may be used again. */
      readonly kind: 'permissions' | 'suspended' | 'reinstated';
      readonly issuer: string;
      readonly subject: string;
    }
  | {
      /** Everything that was issued to the subject before a moment is refused. */
      readonly kind: 'signed_out';
      readonly issuer: string;
      readonly subject: string;
      readonly issuedBefore: number;
    }
  | {
      /** What belongs to the session is refused, and what names no session as above. */
      readonly kind: 'session_ended';
      readonly issuer: string;
      readonly session: string;
      readonly subject?: string | undefined;
      readonly issuedBefore: number;
    }
  | {
      /** One access token is refused, by its `jti`. */
      readonly kind: 'token_revoked';
      readonly issuer: string;
      readonly token: string;
    };

export type AccessChangeKind = AccessChange['kind'];
