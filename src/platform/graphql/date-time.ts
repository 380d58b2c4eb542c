import { GraphQLISODateTime } from '@nestjs/graphql';
import { GraphQLDateTime } from 'graphql-scalars';

/**
 * Nest's `DateTime` gives a resolver an `Invalid Date` for a text that is none. This one is refused as
 * every other bad argument: a date and a time with a zone (RFC 3339).
 * https://github.com/nestjs/graphql/blob/master/packages/graphql/lib/scalars/iso-date.scalar.ts
 */
export function refuseInvalidDates(): void {
  GraphQLISODateTime.parseValue = (value) => GraphQLDateTime.parseValue(value);
  GraphQLISODateTime.parseLiteral = (node, variables) =>
    GraphQLDateTime.parseLiteral(node, variables) as Date;
}
