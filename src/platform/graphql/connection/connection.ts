import type { Type } from '@nestjs/common';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { listOf } from '../cost/estimator.js';

@ObjectType({ description: 'Where a page stands among all pages.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'True where more follows after `endCursor`.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'True where the page begins after a cursor.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first edge.' })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last edge: `after` of the next page.',
  })
  endCursor!: string | null;
}

export interface Edge<Node> {
  readonly node: Node;
  readonly cursor: string;
}

/** A page of Relay's cursor connections: https://relay.dev/graphql/connections.htm */
export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly pageInfo: PageInfo;
  readonly totalCount: Promise<number>;
}

/** Creates the types `…Connection` and `…Edge` of a node, such as `OrderConnection`. */
export function ConnectionOf<Node>(node: Type<Node>): Type<Connection<Node>> {
  @ObjectType(`${node.name}Edge`, { description: `One ${node.name} of a page.` })
  class EdgeType implements Edge<Node> {
    @Field(() => node, { description: `The ${node.name}.` })
    node!: Node;

    @Field(() => String, { description: 'Stands for the place of this edge; opaque.' })
    cursor!: string;
  }

  @ObjectType(`${node.name}Connection`, { description: `A page of ${node.name} nodes.` })
  class ConnectionType implements Connection<Node> {
    // The field that gives the connection has the page argument.
    @Field(() => [EdgeType], { complexity: listOf(1), description: 'What is on the page.' })
    edges!: EdgeType[];

    @Field(() => PageInfo, { description: 'Where the page stands.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many there are on all pages; counted when asked for.' })
    totalCount!: Promise<number>;
  }
  return ConnectionType;
}
