import { BadRequestException } from '@nestjs/common';
import { ArgsType, Field, Int } from '@nestjs/graphql';
import type { Connection } from './connection.js';

const MAXIMUM = 100;

/** The arguments of a field that gives pages; a feature extends it with its own. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    defaultValue: 20,
    description: `How many to give: 1 to ${MAXIMUM}, or \`BAD_USER_INPUT\`.`,
  })
  first!: number;

  @Field(() => String, {
    nullable: true,
    description: '`endCursor` of the page before; the first page without it.',
  })
  after?: string | null;
}

/** Rows in a stable order, each with its position in that order. */
interface Positioned {
  readonly position: number;
}

interface PageSource<Row extends Positioned, Node> {
  /** Distinguishes the cursors of this connection from those of all others. */
  readonly name: string;
  /** At most `limit` rows that stand after a position. */
  readonly read: (after: number | undefined, limit: number) => Promise<readonly Row[]>;
  readonly count: () => Promise<number>;
  readonly toNode: (row: Row) => Node;
}

/**
 * Reads one page. A position never changes, so pages stay stable while rows are added.
 *
 * @throws BadRequestException for a size or a cursor that is not valid
 */
export async function readPage<Row extends Positioned, Node>(
  { first, after }: PageArgs,
  { name, read, count, toNode }: PageSource<Row, Node>,
): Promise<Connection<Node>> {
  if (first < 1 || first > MAXIMUM) {
    throw new BadRequestException(`first must be from 1 to ${MAXIMUM}.`);
  }
  const position = after ? decodeCursor(name, after) : undefined;
  const rows = await read(position, first + 1);
  const edges = rows
    .slice(0, first)
    .map((row) => ({ node: toNode(row), cursor: encodeCursor(name, row.position) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: position !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    // A getter, because a query that does not ask for it must not count.
    get totalCount() {
      return count();
    },
  };
}

function encodeCursor(name: string, position: number): string {
  return Buffer.from(`${name}:${position}`).toString('base64url');
}

function decodeCursor(name: string, cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  const position = Number(text.slice(name.length + 1));
  if (Number.isSafeInteger(position) && encodeCursor(name, position) === cursor) return position;
  throw new BadRequestException('after is not a cursor of this list.');
}
