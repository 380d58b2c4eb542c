import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/index.js';
import { RequestLoader } from '../platform/graphql/index.js';
import type { AccountEvent } from './account-event.model.js';

/*
 * Here and in the other services, what builds queries is loaded by the first one: Drizzle is a tenth
 * of the start of an API that has no database. A test of the start keeps it so.
 */

/** The latest events of accounts: one query, however many accounts a request asks about. */
@Injectable()
export class AccountHistory {
  readonly #loader = new RequestLoader<string, AccountEvent[]>((ids) =>
    this.database.run(async (db) => {
      const { readHistories } = await import('./account-events.js');
      return readHistories(db, ids);
    }),
  );

  constructor(private readonly database: Database) {}

  async read(context: object, accountId: string): Promise<AccountEvent[]> {
    return (await this.#loader.load(context, accountId)) ?? [];
  }
}
