import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  GraphQLTypeResolver,
  OperationDefinitionNode,
} from 'graphql';
import type { CollectedErrors, Path } from './collected-errors.js';
import type { PromiseOrValue } from './promise.js';

export type Fragments = Record<string, FragmentDefinitionNode>;

/** One run of an operation. */
export interface Execution {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  readonly operation: OperationDefinitionNode;
  readonly rootValue: unknown;
  readonly contextValue: unknown;
  readonly variableValues: Record<string, unknown>;
  /** For fields without a resolver. */
  readonly fieldResolver: GraphQLFieldResolver<unknown, unknown>;
  /** For abstract types that do not say of which type a value is. */
  readonly typeResolver: GraphQLTypeResolver<unknown, unknown>;
  readonly errors: CollectedErrors;
}

/** Makes of what a resolver gave what the answer contains, or throws why it cannot. */
export type Complete = (
  execution: Execution,
  field: PlannedField,
  info: GraphQLResolveInfo,
  path: Path,
  value: unknown,
) => PromiseOrValue<unknown>;

/** A field of an object, as one operation asks for it. */
export interface PlannedField {
  /** Its key in the answer. */
  readonly key: string;
  /** Each place where the operation asks for it. */
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
  readonly complete: Complete;
  /** New for each call. */
  readonly argumentsFor: (variableValues: Record<string, unknown>) => Record<string, unknown>;
  /** The fields asked of its value, where that is an object. */
  readonly selection: Selection;
}

export interface Selection {
  fieldsOf(type: GraphQLObjectType): readonly PlannedField[];
}
