import { Field, GraphQLISODateTime, ID, Int, ObjectType } from '@nestjs/graphql';
import type { PaperPlaneRow } from './paper-planes.table.js';

@ObjectType({ description: 'A paper plane.' })
export class PaperPlane {
  @Field(() => ID, { description: 'A UUID that never changes.' })
  id!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => Int, { description: 'Grows with each update.' })
  version!: number;

  @Field(() => GraphQLISODateTime, { description: 'When it was created.' })
  createdAt!: Date;
  // <% if (it.owned) { %>

  /** Not a field: whose it is. */
  accountId!: string;
  // <% } %>
}

export function toPaperPlane(row: PaperPlaneRow): PaperPlane {
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    createdAt: row.createdAt,
    // <% if (it.owned) { %>
    accountId: row.accountId,
    // <% } %>
  };
}
