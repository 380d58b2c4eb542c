/* Pages of accounts with `pg` alone: one statement, which PostgreSQL has prepared. */
import pg from 'pg';
import { environment, type Claims } from './environment.js';

export interface Account {
  readonly id: string;
  readonly subject: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly status: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}

export interface AccountPage {
  readonly edges: readonly { readonly cursor: string; readonly node: Account }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface AccountArguments {
  readonly first: number;
  readonly after?: string | null;
  readonly filter?: { readonly status?: string | null } | null;
}

interface Row extends Omit<Account, 'status'> {
  readonly position: string;
  readonly suspendedAt: Date | null;
}

const pool = environment.databaseUrl
  ? new pg.Pool({ connectionString: environment.databaseUrl })
  : undefined;

const COLUMNS = `id, position, subject, name, email, roles, suspended_at as "suspendedAt",
  created_at as "createdAt", last_seen_at as "lastSeenAt"`;
const WHERE = { ACTIVE: 'suspended_at is null', SUSPENDED: 'suspended_at is not null' };

export async function listAccounts(
  { permissions = [] }: Claims,
  { first, after, filter }: AccountArguments,
): Promise<AccountPage> {
  if (!permissions.includes('read:accounts')) throw new Error('Forbidden');
  const status = filter?.status as keyof typeof WHERE | undefined;
  const result = await pool!.query<Row>({
    name: `accounts ${status}`,
    text: `select ${COLUMNS} from accounts where ${(status && WHERE[status]) ?? 'true'}
      and position < $1 order by position desc limit $2`,
    values: [after ? positionOf(after) : Number.MAX_SAFE_INTEGER, first + 1],
  });
  const edges = result.rows.slice(0, first).map((row) => ({
    cursor: Buffer.from(`accounts:${row.position}`).toString('base64url'),
    node: { ...row, status: row.suspendedAt ? 'SUSPENDED' : 'ACTIVE' },
  }));
  const endCursor = edges.at(-1)?.cursor ?? null;
  return { edges, pageInfo: { hasNextPage: result.rows.length > first, endCursor } };
}

function positionOf(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64url').toString().slice('accounts:'.length));
}
