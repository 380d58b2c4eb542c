import { Injectable } from '@nestjs/common';
import { readClaim, type Caller } from '../platform/auth/index.js';
import { AccountsSettings } from './accounts.settings.js';
import type { AccountRow } from './accounts.table.js';

/** PostgreSQL stores no U+0000, and an index of an adopter no text of any length. */
const TEXT = /^[^\0]{1,320}$/;

export type CopiedClaims = Partial<Pick<AccountRow, 'name' | 'email' | 'emailVerified'>>;

/**
 * What an account keeps of its user's token beside the subject, so that a feature can show a list of
 * members. A claim that is absent or of another type leaves the last copy as it is.
 */
@Injectable()
export class ClaimCopier {
  constructor(private readonly settings: AccountsSettings) {}

  copy({ claims }: Caller): CopiedClaims {
    const { accountNameClaim, accountEmailClaim, accountEmailVerifiedClaim } = this.settings;
    const read = (claim: string | undefined) =>
      claim === undefined ? undefined : readClaim(claims, claim);
    const [name, email] = [read(accountNameClaim), read(accountEmailClaim)];
    const emailVerified = read(accountEmailVerifiedClaim);
    return {
      ...(isText(name) ? { name } : {}),
      // The mark belongs to the address that comes with it.
      ...(isText(email) ? { email, emailVerified: emailVerified === true } : {}),
    };
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && TEXT.test(value) && value.isWellFormed();
}
