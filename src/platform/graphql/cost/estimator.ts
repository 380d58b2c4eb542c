import { getNamedType, getNullableType, isCompositeType, isListType } from 'graphql';
import type { ComplexityEstimator as Estimate } from '@nestjs/graphql';
import {
  fieldExtensionsEstimator,
  type ComplexityEstimator,
  type ComplexityEstimatorArgs,
} from 'graphql-query-complexity';

/** Arguments that say how many nodes a list has at most. */
const PAGE_ARGUMENTS = ['first', 'last'];
/** Nodes of a list that says neither by an argument nor by its bound how many it has. */
const UNKNOWN_BOUND = 20;
/** A document of 1,000 tokens may name one fragment very often, and those that it names in turn. */
const MAXIMUM_FIELDS = 3_000;

/** A document asks for more fields than are counted. */
export class TooManyFieldsError extends Error {
  override readonly name = 'TooManyFieldsError';
}

/**
 * States how many nodes a list without a page argument has at most, so that its cost is known.
 *
 * @example
 * @Field(() => [Comment], { complexity: listOf(50), description: 'The latest 50 comments.' })
 */
export function listOf(bound: number): Estimate {
  return ({ childComplexity }) => 1 + bound * childComplexity;
}

/** How many fields of an operation were counted. */
export interface FieldCount {
  fields: number;
}

/** The rule for all fields: what their decorator says, else their page argument, else one point. */
export function createEstimator(counted: FieldCount): ComplexityEstimator {
  const readDecorator = fieldExtensionsEstimator();
  return (field) => {
    counted.fields += 1;
    if (counted.fields > MAXIMUM_FIELDS) throw new TooManyFieldsError();
    const decorated = readDecorator(field);
    return typeof decorated === 'number' && decorated >= 0
      ? decorated
      : 1 + nodesOf(field) * field.childComplexity;
  };
}

function nodesOf({ args, field, type }: ComplexityEstimatorArgs): number {
  for (const name of PAGE_ARGUMENTS) {
    const size: unknown = args[name];
    if (typeof size === 'number') return Math.max(0, size);
  }
  const isListOfNodes = isListType(getNullableType(field.type)) && isComposite(field.type);
  // The schema itself is small and known.
  return isListOfNodes && !type.name.startsWith('__') ? UNKNOWN_BOUND : 1;
}

function isComposite(type: ComplexityEstimatorArgs['field']['type']): boolean {
  return isCompositeType(getNamedType(type));
}
