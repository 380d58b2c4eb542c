import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Queries } from '../../database/database.js';
import type { Caller } from '../caller.js';
import { TrustedIssuers } from '../issuers/trusted-issuers.js';
import { AccessChangeLog } from './access-change-log.js';
import { RevocationList, type Revocation } from './revocation-list.js';

const MAXIMUM_ANSWERS = 10_000;

interface Answer {
  /** The count of the list when the log was asked. */
  readonly count: number;
  readonly revocation: Revocation | undefined;
}

/** Judges callers by the log itself, beyond what is in memory. Suspended accounts are not asked for. */
@Injectable()
export class RecordedRevocations {
  readonly #answers = new LRUCache<string, Answer>({ max: MAXIMUM_ANSWERS });

  constructor(
    private readonly log: AccessChangeLog,
    private readonly issuers: TrustedIssuers,
  ) {}

  /**
   * What the log says about the caller's token.
   *
   * @param db the transaction that asks
   */
  async find(caller: Caller, db?: Queries): Promise<Revocation | undefined> {
    const { sid, jti } = caller.claims;
    const changes = await this.log.find(
      {
        subject: caller.subject,
        session: typeof sid === 'string' ? sid : undefined,
        token: typeof jti === 'string' ? jti : undefined,
      },
      db,
    );
    const list = this.createList(2 * changes.length + 1);
    for (const change of changes) list.apply(change);
    return list.find(caller);
  }

  /** As `find`, once for each token: what came later is in the memory of the list. */
  findOnce(
    caller: Caller,
    list: RevocationList,
  ): Revocation | undefined | Promise<Revocation | undefined> {
    const key = createHash('sha256').update(caller.accessToken).digest('base64');
    const answer = this.#answers.get(key);
    if (answer && list.moments.knowsSince(answer.count)) return answer.revocation;
    const { count } = list.moments;
    return this.find(caller).then((revocation) => {
      this.#answers.set(key, { count, revocation });
      return revocation;
    });
  }

  createList(maximum?: number): RevocationList {
    return new RevocationList(undefined, maximum, (issuer) => this.issuers.recordedKey(issuer));
  }
}
