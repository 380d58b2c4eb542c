import { GraphQLISODateTime } from '@nestjs/graphql';
import { GraphQLDateTime } from 'graphql-scalars';

/**
 * Nest's `DateTime` takes any text, and gives a resolver an `Invalid Date`. With this, all but a date
 * and a time with a zone (RFC 3339) is refused as bad input.
 * https://github.com/nestjs/graphql/blob/master/packages/graphql/lib/scalars/iso-date.scalar.ts
 */
export function refuseInvalidDates(): void {
  GraphQLISODateTime.parseValue = (value) => GraphQLDateTime.parseValue(value);
  GraphQLISODateTime.parseLiteral = (node, variables) =>
    GraphQLDateTime.parseLiteral(node, variables) as Date;
}
