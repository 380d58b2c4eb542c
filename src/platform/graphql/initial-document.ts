import {
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

const MAXIMUM_QUERIES = 5;
const MAXIMUM_FIELDS = 5;

/** A few queries to begin with: the first fields of the schema that need no argument. */
export function createInitialDocument(schema: GraphQLSchema): string {
  const queries = withoutArguments(Object.values(schema.getQueryType()?.getFields() ?? {}));
  return queries.slice(0, MAXIMUM_QUERIES).map(describeQuery).join('\n');
}

function describeQuery(field: Field): string {
  const { name, description } = field;
  const comment = description
    ? `# ${description.replaceAll(/\s+/g, ' ').replaceAll('<', '‹')}\n`
    : '';
  const operationName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return `${comment}query ${operationName} {\n  ${name}${describeSelection(field)}\n}\n`;
}

function describeSelection({ type }: Field): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  const leaves = isObjectType(named)
    ? withoutArguments(Object.values(named.getFields())).filter((field) =>
        isLeafType(getNamedType(field.type)),
      )
    : [];
  const names = leaves.slice(0, MAXIMUM_FIELDS).map(({ name }) => name);
  return ` {\n    ${(names.length > 0 ? names : ['__typename']).join('\n    ')}\n  }`;
}

function withoutArguments(fields: readonly Field[]): Field[] {
  return fields.filter(({ args }) => !args.some(isRequiredArgument));
}
