import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { and, eq } from 'drizzle-orm';
// <% if (it.owned) { %>
import { CurrentAccounts } from '../accounts/index.js';
import { Permissions, type Caller } from '../platform/auth/index.js';
// <% } %>
import { Database } from '../platform/database/index.js';
// <% if (it.live) { %>
import { PaperPlaneAction } from './paper-plane-change.model.js';
import { PaperPlaneChanges } from './paper-plane-changes.js';
// <% } %>
import {
  readName,
  type CreatePaperPlaneInput,
  type UpdatePaperPlaneInput,
} from './paper-plane.input.js';
import { toPaperPlane, type PaperPlane } from './paper-plane.model.js';
import { paperPlanes, type PaperPlaneRow } from './paper-planes.table.js';

@Injectable()
export class PaperPlanesService {
  constructor(
    private readonly database: Database,
    // <% if (it.owned) { %>
    private readonly current: CurrentAccounts,
    private readonly permissions: Permissions,
    // <% } %>
    // <% if (it.live) { %>
    private readonly changes: PaperPlaneChanges,
    // <% } %>
  ) {}

  async create(
    // <% if (it.owned) { %>
    caller: Caller,
    // <% } %>
    input: CreatePaperPlaneInput,
  ): Promise<PaperPlane> {
    const values = {
      name: readName(input.name),
      // <% if (it.owned) { %>
      accountId: (await this.current.visit(caller)).id,
      // <% } %>
    };
    const [row] = await this.database.run((db) =>
      db.insert(paperPlanes).values(values).returning(),
    );
    if (!row) throw new Error('An insert returned no row.');
    const paperPlane = toPaperPlane(row);
    // <% if (it.live) { %>
    this.changes.announce(PaperPlaneAction.CREATED, paperPlane);
    // <% } %>
    return paperPlane;
  }

  /** @throws NotFoundException<% if (it.owned) { %> also for one that the caller may not see<% } %> */
  async read(
    // <% if (it.owned) { %>
    caller: Caller,
    // <% } %>
    id: string,
  ): Promise<PaperPlane> {
    // <% if (it.owned) { %>
    const row = await this.#find(caller, id, 'read:paper-planes');
    /* <% } else { %>
    const row = await this.#find(id);
    <% } %> */
    return toPaperPlane(row);
  }

  /** One statement compares and writes: of two updates of the same version one succeeds. */
  async update(
    // <% if (it.owned) { %>
    caller: Caller,
    // <% } %>
    id: string,
    input: UpdatePaperPlaneInput,
  ): Promise<PaperPlane> {
    const name = readName(input.name);
    // <% if (it.owned) { %>
    await this.#find(caller, id, 'manage:paper-planes');
    /* <% } else { %>
    await this.#find(id);
    <% } %> */
    const isUnchanged = and(eq(paperPlanes.id, id), eq(paperPlanes.version, input.version));
    const version = input.version + 1;
    const [row] = await this.database.run((db) =>
      db.update(paperPlanes).set({ name, version }).where(isUnchanged).returning(),
    );
    if (!row) throw new ConflictException('This paper plane has changed since: read it again.');
    const paperPlane = toPaperPlane(row);
    // <% if (it.live) { %>
    this.changes.announce(PaperPlaneAction.UPDATED, paperPlane);
    // <% } %>
    return paperPlane;
  }

  async delete(
    // <% if (it.owned) { %>
    caller: Caller,
    // <% } %>
    id: string,
  ): Promise<PaperPlane> {
    // <% if (it.owned) { %>
    await this.#find(caller, id, 'manage:paper-planes');
    // <% } %>
    const [row] = await this.database.run((db) =>
      db.delete(paperPlanes).where(eq(paperPlanes.id, id)).returning(),
    );
    const paperPlane = toPaperPlane(found(row));
    // <% if (it.live) { %>
    this.changes.announce(PaperPlaneAction.DELETED, paperPlane);
    // <% } %>
    return paperPlane;
  }

  // <% if (it.owned) { %>
  /** For its owner, and for callers with the permission. To others it does not exist. */
  async #find(caller: Caller, id: string, permission: string): Promise<PaperPlaneRow> {
    const account = await this.current.find(caller);
    const row = found(await this.#select(id));
    const isOwner = row.accountId === account?.id;
    if (await this.permissions.isOwnerOrGranted(caller, isOwner, [permission])) return row;
    return found(undefined);
  }

  async #select(id: string): Promise<PaperPlaneRow | undefined> {
    const [row] = await this.database.run((db) =>
      db.select().from(paperPlanes).where(eq(paperPlanes.id, id)),
    );
    return row;
  }
  /* <% } else { %>
  async #find(id: string): Promise<PaperPlaneRow> {
    const [row] = await this.database.run((db) =>
      db.select().from(paperPlanes).where(eq(paperPlanes.id, id)),
    );
    return found(row);
  }
  <% } %> */
}

function found(row: PaperPlaneRow | undefined): PaperPlaneRow {
  if (row) return row;
  throw new NotFoundException('There is no such paper plane.');
}
