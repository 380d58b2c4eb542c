import type { Queries } from '../../database/database.js';
import { accessChanges } from './access-changes.table.js';

/** What may change while a token is still good. */
export type AccessChangeKind = 'permissions' | 'suspended' | 'reinstated' | 'signed_out';

export interface AccessChange {
  readonly kind: AccessChangeKind;
  /** The name of the issuer, as its tokens spell it. */
  readonly issuer: string;
  readonly subject: string;
}

/** Tells every replica, once the transaction of the change itself is committed. */
export async function recordAccessChange(tx: Queries, change: AccessChange): Promise<void> {
  await tx.insert(accessChanges).values(change);
}
