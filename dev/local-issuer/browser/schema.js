import { ask } from './api.js';

/**
 * @typedef {{ kind: string, name: string | null, ofType?: TypeRef }} TypeRef
 * @typedef {{ name: string, description: string | null, type: TypeRef,
 *   args: { name: string, type: TypeRef, defaultValue: string | null }[] }} Field
 * @typedef {{ kind: string, name: string, fields: Field[] | null }} Type
 * @typedef {{ kind: 'query' | 'mutation', field: Field }} RootField
 */

const INTROSPECTION = `query Fields {
  __schema {
    queryType { name }
    mutationType { name }
    types {
      kind
      name
      fields {
        name
        description
        args { name defaultValue type { ...Ref } }
        type { ...Ref }
      }
    }
  }
}
fragment Ref on __Type {
  kind
  name
  ofType { kind name ofType { kind name ofType { kind name } } }
}`;

const MAXIMUM_DEPTH = 3;

/** The schema of the API, as far as it tells. */
export class Schema {
  /** @param {any} introspection */
  constructor(introspection) {
    const { queryType, mutationType, types } = introspection;
    /** @type {Map<string, Type>} */
    this.types = new Map(types.map((/** @type {Type} */ type) => [type.name, type]));
    this.roots = [...this.rootsOf('query', queryType), ...this.rootsOf('mutation', mutationType)];
  }

  /**
   * A document that asks for the field with all of its simple members, and variables to fill in.
   * @param {RootField} root
   */
  operationOf({ kind, field }) {
    const required = field.args.filter(({ type, defaultValue }) => isRequired(type, defaultValue));
    const declared = required.map(({ name, type }) => `$${name}: ${show(type)}`).join(', ');
    const passed = required.map(({ name }) => `${name}: $${name}`).join(', ');
    const title = field.name.charAt(0).toUpperCase() + field.name.slice(1);
    const head = `${kind} ${title}${declared && `(${declared})`}`;
    const call = `${field.name}${passed && `(${passed})`}${this.selectionOf(field.type, 1)}`;
    const variables = required.map(({ name, type }) => [name, placeholderOf(type)]);
    return { document: `${head} {\n  ${call}\n}`, variables: Object.fromEntries(variables) };
  }

  /**
   * @param {TypeRef} ref
   * @param {number} depth
   * @returns {string}
   */
  selectionOf(ref, depth) {
    const fields = this.types.get(named(ref).name ?? '')?.fields;
    if (!fields) return '';
    const indent = '  '.repeat(depth + 1);
    const open = fields.filter(
      ({ args }) => !args.some((arg) => isRequired(arg.type, arg.defaultValue)),
    );
    const lines = open.flatMap((field) => {
      if (!this.types.get(named(field.type).name ?? '')?.fields) return [field.name];
      return depth < MAXIMUM_DEPTH ? [field.name + this.selectionOf(field.type, depth + 1)] : [];
    });
    const names = lines.length > 0 ? lines : ['__typename'];
    return ` {\n${names.map((name) => `${indent}${name}\n`).join('')}${'  '.repeat(depth)}}`;
  }

  /**
   * @param {'query' | 'mutation'} kind
   * @param {{ name: string } | null} type
   * @returns {RootField[]}
   */
  rootsOf(kind, type) {
    const fields = this.types.get(type?.name ?? '')?.fields ?? [];
    return fields.map((field) => ({ kind, field }));
  }
}

/** @returns {Promise<Schema | undefined>} nothing where the API does not show its schema */
export async function loadSchema() {
  const { body } = await ask(INTROSPECTION);
  return body.data?.__schema ? new Schema(body.data.__schema) : undefined;
}

/**
 * A field as the schema writes it.
 * @param {Field} field
 */
export function signatureOf({ name, args, type }) {
  const list = args.map((arg) => `${arg.name}: ${show(arg.type)}`).join(', ');
  return `${name}${list && `(${list})`}: ${show(type)}`;
}

/**
 * @param {TypeRef} ref
 * @returns {string}
 */
function show({ kind, name, ofType }) {
  if (!ofType) return name ?? '';
  return kind === 'LIST' ? `[${show(ofType)}]` : `${show(ofType)}!`;
}

/**
 * @param {TypeRef} ref
 * @returns {TypeRef}
 */
function named(ref) {
  return ref.ofType ? named(ref.ofType) : ref;
}

/**
 * @param {TypeRef} type
 * @param {string | null} defaultValue
 */
function isRequired(type, defaultValue) {
  return type.kind === 'NON_NULL' && defaultValue === null;
}

/** @param {TypeRef} type */
function placeholderOf(type) {
  if (type.ofType?.kind === 'LIST') return [];
  const { name, kind } = named(type);
  if (name === 'Int' || name === 'Float') return 0;
  if (name === 'Boolean') return false;
  return name === 'ID' || name === 'String' || kind === 'ENUM' ? '' : {};
}
