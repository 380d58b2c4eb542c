import { Injectable } from '@nestjs/common';
import { and, desc, eq, lt, type SQL } from 'drizzle-orm';
// <% if (it.owned) { %>
import { CurrentAccounts } from '../accounts/index.js';
import type { Caller } from '../platform/auth/index.js';
// <% } %>
import { Database } from '../platform/database/index.js';
import { readPage, type Connection, type PageArgs } from '../platform/graphql/index.js';
import { toPaperPlane, type PaperPlane } from './paper-plane.model.js';
import { paperPlanes } from './paper-planes.table.js';
/* <% if (!it.pages) { %>

const MAXIMUM = 100;
<% } %> */

/** Lists of paper planes, the newest first<% if (!it.pages) { %>, of at most 100<% } %>. */
@Injectable()
export class PaperPlaneList {
  constructor(
    private readonly database: Database,
    // <% if (it.owned) { %>
    private readonly current: CurrentAccounts,
    // <% } %>
  ) {}

  // <% if (it.owned) { %>
  // <% if (it.pages) { %>
  async listOwn(caller: Caller, page: PageArgs): Promise<Connection<PaperPlane>> {
    const { id } = await this.current.visit(caller);
    return this.#read(page, eq(paperPlanes.accountId, id));
  }
  /* <% } else { %>
  async listOwn(caller: Caller): Promise<PaperPlane[]> {
    const { id } = await this.current.visit(caller);
    return this.#read(eq(paperPlanes.accountId, id));
  }
  <% } %> */

  // <% } %>
  // <% if (it.pages) { %>
  listAll(page: PageArgs): Promise<Connection<PaperPlane>> {
    return this.#read(page);
  }

  #read(page: PageArgs, isWanted?: SQL): Promise<Connection<PaperPlane>> {
    return readPage(page, {
      name: 'paper-planes',
      read: (before, limit) =>
        this.database.run((db) =>
          db
            .select()
            .from(paperPlanes)
            .where(
              and(isWanted, before === undefined ? undefined : lt(paperPlanes.position, before)),
            )
            .orderBy(desc(paperPlanes.position))
            .limit(limit),
        ),
      count: () => this.database.run((db) => db.$count(paperPlanes, isWanted)),
      toNode: toPaperPlane,
    });
  }
  /* <% } else { %>
  listAll(): Promise<PaperPlane[]> {
    return this.#read();
  }

  async #read(isWanted?: SQL): Promise<PaperPlane[]> {
    const rows = await this.database.run((db) =>
      db
        .select()
        .from(paperPlanes)
        .where(isWanted)
        .orderBy(desc(paperPlanes.position))
        .limit(MAXIMUM),
    );
    return rows.map(toPaperPlane);
  }
  <% } %> */
}
