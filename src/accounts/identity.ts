import { userKey, type Caller } from '../platform/auth/index.js';

/** Who an account belongs to. */
export interface Identity {
  /** The issuer's name in records. */
  readonly issuer: string;
  readonly subject: string;
}

export function identityOf({ issuerName, subject }: Caller): Identity {
  return { issuer: issuerName, subject };
}

/** One text for one identity, whether or not the issuer is spelled with a slash at its end. */
export function keyOf({ issuer, subject }: Identity): string {
  return userKey(issuer, subject);
}
