import {
  astFromValue,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  TypeInfo,
  typeFromAST,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/** A schema of JSON Schema 2020-12. */
export type JsonSchema = Record<string, unknown>;

const BUILT_IN: Readonly<Record<string, JsonSchema>> = {
  String: { type: 'string' },
  ID: { type: 'string' },
  Boolean: { type: 'boolean' },
  Int: { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  Float: { type: 'number' },
};

/**
 * The variables of an operation as JSON Schema. Every text in it is one of the GraphQL schema: what a
 * user wrote never gets here.
 */
export function inputSchemaOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): JsonSchema {
  const definitions: Record<string, JsonSchema> = {};
  const descriptions = describeVariables(schema, document);
  const members = variableDefinitions.map(({ variable, type: node, defaultValue }): Member => {
    const name = variable.name.value;
    return {
      name,
      type: typeFromAST(schema, node) as GraphQLInputType,
      description: descriptions.get(name),
      defaultValue: defaultValue && valueFromASTUntyped(defaultValue),
    };
  });
  const root = objectOf(members, definitions);
  return Object.keys(definitions).length === 0 ? root : { ...root, $defs: definitions };
}

/** A variable, or a field of an input object. */
interface Member {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly description: string | null | undefined;
  /** As JSON; undefined without one. */
  readonly defaultValue: unknown;
}

type Definitions = Record<string, JsonSchema>;

function objectOf(members: readonly Member[], definitions: Definitions): JsonSchema {
  const required = members
    .filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined)
    .map(({ name }) => name);
  const properties = members.map(({ name, type, description, defaultValue }) => {
    const text = description ? { description } : {};
    const preset = defaultValue === undefined ? {} : { default: defaultValue };
    return [name, { ...valueOf(type, definitions), ...text, ...preset }] as const;
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function valueOf(type: GraphQLInputType, definitions: Definitions): JsonSchema {
  if (!isNonNullType(type)) return { anyOf: [definedOf(type, definitions), { type: 'null' }] };
  return definedOf(type.ofType as GraphQLInputType, definitions);
}

function definedOf(type: GraphQLInputType, definitions: Definitions): JsonSchema {
  if (isNonNullType(type)) return valueOf(type, definitions);
  if (isListType(type)) return { type: 'array', items: valueOf(type.ofType, definitions) };
  const named = type as GraphQLNamedInputType;
  if (!isInputObjectType(named)) return leafOf(named);
  if (!(named.name in definitions)) {
    // Before its fields, which may lead back to it.
    definitions[named.name] = {};
    const members = Object.values(named.getFields()).map((field): Member => {
      const preset = astFromValue(field.defaultValue, field.type);
      return { ...field, defaultValue: preset ? valueFromASTUntyped(preset) : undefined };
    });
    const one = named.isOneOf ? { minProperties: 1, maxProperties: 1 } : {};
    const text = named.description ? { description: named.description } : {};
    definitions[named.name] = { ...objectOf(members, definitions), ...text, ...one };
  }
  return { $ref: `#/$defs/${named.name}` };
}

function leafOf(type: GraphQLNamedInputType): JsonSchema {
  const text = type.description ? { description: type.description } : {};
  if (isEnumType(type)) {
    return { type: 'string', enum: type.getValues().map(({ name }) => name), ...text };
  }
  const builtIn = BUILT_IN[type.name];
  if (builtIn) return builtIn;
  // graphql-scalars says what its scalars are.
  const { jsonSchema } = type.extensions;
  return typeof jsonSchema === 'object' ? { ...jsonSchema, ...text } : text;
}

/** The description of the argument or the input field that a variable is used for first. */
function describeVariables(schema: GraphQLSchema, document: DocumentNode): Map<string, string> {
  const found = new Map<string, string>();
  const types = new TypeInfo(schema);
  const note = {
    Variable: ({ name: { value } }: { readonly name: { readonly value: string } }) => {
      const description = types.getArgument()?.description;
      if (description && !found.has(value)) found.set(value, description);
    },
  };
  visit(document, visitWithTypeInfo(types, note));
  return found;
}
