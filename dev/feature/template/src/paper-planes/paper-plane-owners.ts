// <% if (it.owned) { %>
import { Injectable } from '@nestjs/common';
import { inArray } from 'drizzle-orm';
import { accounts, toAccount, type Account } from '../accounts/index.js';
import { Database } from '../platform/database/index.js';
import { RequestLoader } from '../platform/graphql/index.js';
import type { PaperPlane } from './paper-plane.model.js';

/** The accounts that paper planes belong to: one query, however many a request asks about. */
@Injectable()
export class PaperPlaneOwners {
  readonly #owners = new RequestLoader<string, Account>((ids) => this.#read(ids));

  constructor(private readonly database: Database) {}

  /** @param context GraphQL's context, which a resolver takes with `@Context()` */
  async load(context: object, { accountId }: PaperPlane): Promise<Account> {
    const owner = await this.#owners.load(context, accountId);
    if (!owner) throw new Error('A paper plane without an owner.');
    return owner;
  }

  async #read(ids: readonly string[]): Promise<ReadonlyMap<string, Account>> {
    const isWanted = inArray(accounts.id, [...ids]);
    const rows = await this.database.run((db) => db.select().from(accounts).where(isWanted));
    return new Map(rows.map((row) => [row.id, toAccount(row)]));
  }
}
// <% } %>
