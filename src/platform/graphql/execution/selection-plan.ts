import {
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, type Scope } from './collect-fields.js';
import { createCompletion } from './complete-value.js';
import type { PlannedField } from './execution.js';
import { planArguments } from './field-arguments.js';

/** The fields that a part of an operation asks for. Each type is planned when it first occurs. */
export class SelectionPlan {
  readonly #fields = new Map<GraphQLObjectType, readonly PlannedField[]>();

  constructor(
    private readonly scope: Scope,
    private readonly selectionSets: readonly (SelectionSetNode | undefined)[],
  ) {}

  fieldsOf(type: GraphQLObjectType): readonly PlannedField[] {
    const known = this.#fields.get(type);
    if (known) return known;
    const nodes = collectFields(this.scope, type, this.selectionSets);
    const fields = [...nodes].flatMap(([key, each]) => this.#plan(type, key, each));
    this.#fields.set(type, fields);
    return fields;
  }

  /** Leaves out a field that the type does not have: validation finds those. */
  #plan(type: GraphQLObjectType, key: string, nodes: readonly FieldNode[]): PlannedField[] {
    const [node] = nodes;
    const definition = node && findDefinition(this.scope.schema, type, node.name.value);
    if (!definition) return [];
    const selection = new SelectionPlan(
      this.scope,
      nodes.map(({ selectionSet }) => selectionSet),
    );
    const complete = createCompletion(definition.type);
    const argumentsFor = planArguments(definition, node);
    return [{ key, nodes, definition, complete, argumentsFor, selection }];
  }
}

function findDefinition(schema: GraphQLSchema, type: GraphQLObjectType, name: string) {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}
