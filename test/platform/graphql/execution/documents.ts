import {
  getNamedType,
  GraphQLObjectType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import type { Choices } from './choices.js';

const VARIABLES =
  '($b: Boolean = true, $c: Boolean!, $i: Int, $in: Input, $s: [String!], $x: Scalar)';

const LITERALS = [
  '1',
  '"text"',
  'A',
  '{}',
  '{ a: 5, b: ["x", "y"], c: { a: null } }',
  '{ b: $s, c: { a: $i, d: $x } }',
  '[1, 2]',
  '["a", "b"]',
  '["a", $i]',
  'null',
  'true',
  '$i',
  '$in',
  '$s',
  '$x',
  '$unknown',
] as const;

const CONDITIONS = [
  '@include(if: true)',
  '@skip(if: true)',
  '@include(if: $b)',
  '@skip(if: $c)',
  '@skip(if: false) @include(if: $c)',
  '@include(if: null)',
  '@skip',
  '@other(if: $b)',
] as const;

/** Documents for a schema, most of them valid. */
export class RandomDocument {
  readonly text: string;
  #fragments = 0;
  readonly #definitions: string[] = [];

  constructor(
    private readonly c: Choices,
    schema: GraphQLSchema,
    kind: 'query' | 'mutation' | 'subscription',
  ) {
    const operation = (name: string) => {
      const type = schema.getType(kind.charAt(0).toUpperCase() + kind.slice(1));
      return `${kind} ${name}${c.oneIn(12) ? '' : VARIABLES} ${this.#selection(type, 3)}`;
    };
    const operations = ['First', 'Second'].slice(0, c.oneIn(8) ? 2 : 1).map(operation);
    this.text = [...operations, ...this.#definitions].join('\n');
  }

  #selection(type: unknown, depth: number): string {
    const count = 1 + this.c.next(4);
    const parts = Array.from({ length: count }, () => this.#part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: unknown, depth: number): string {
    const { c } = this;
    const kind = depth > 0 ? c.next(10) : 0;
    const condition = c.oneIn(5) ? ` ${c.of(CONDITIONS)} ` : ' ';
    if (kind === 6) return `...${condition}${this.#selection(type, depth - 1)}`;
    if (kind === 7)
      return `... on ${this.#typeName(type)}${condition}${this.#selection(type, depth - 1)}`;
    if (kind >= 8) return `...${this.#fragment(type, depth - 1)}${condition}`;
    return this.#field(type, depth, condition);
  }

  /** A fragment of its own, or one that exists; no fragment leads to itself. */
  #fragment(type: unknown, depth: number): string {
    const { c } = this;
    if (c.oneIn(12)) return 'Missing';
    if (this.#fragments > 0 && c.oneIn(3)) return `Leaf${c.next(this.#fragments)}`;
    const name = `F${this.#definitions.length}_${depth}`;
    const text = this.#selection(type, depth);
    this.#definitions.push(`fragment ${name} on ${this.#typeName(type)} ${text}`);
    const leaf = `Leaf${this.#fragments}`;
    this.#definitions.push(`fragment ${leaf} on ${this.#typeName(type)} { f0 __typename }`);
    this.#fragments += 1;
    return name;
  }

  #typeName(type: unknown): string {
    const own = isCompositeType(type as GraphQLObjectType)
      ? (type as GraphQLObjectType).name
      : 'O0';
    return this.c.of([own, own, 'Interface', 'Union', 'O0', 'O1', 'Nowhere'] as const);
  }

  #field(type: unknown, depth: number, condition: string): string {
    const { c } = this;
    const field = this.#pick(type);
    const alias = c.oneIn(5)
      ? `${c.of(['x', 'f0', 'then', '__proto__', 'constructor'] as const)}: `
      : '';
    if (typeof field === 'string')
      return `${alias}${field}${field.includes('{') ? ' ' : condition}`;
    const args = field.args.flatMap(({ name }) =>
      c.oneIn(6) ? [] : [`${name}: ${c.of(LITERALS)}`],
    );
    const named = getNamedType(field.type);
    const needsSelection = isCompositeType(named) && depth > 0 && !c.oneIn(15);
    const selection = needsSelection ? this.#selection(named, depth - 1) : '';
    return `${alias}${field.name}${args.length > 0 ? `(${args.join()})` : ''}${condition}${selection}`;
  }

  #pick(type: unknown): GraphQLField<unknown, unknown> | string {
    const { c } = this;
    const hasFields = isObjectType(type) || isInterfaceType(type);
    const chosen = c.next(20);
    // Fields run in series, and one that does not exist takes graphql-js a turn of its queue. Validation
    // refuses them.
    const isMissing = String(type) === 'Mutation' && chosen > 15 && chosen !== 18;
    const special = isMissing ? 0 : chosen;
    if (special === 19) return 'unknownField';
    if (special === 18 || !hasFields) return '__typename';
    if (special === 17) return '__schema { queryType { name } types { name kind } }';
    if (special === 16)
      return '__type(name: "O0") { name fields { name isDeprecated args { name } } }';
    const fields = Object.values(
      (type instanceof GraphQLObjectType ? type : type).getFields(),
    ) as GraphQLField<unknown, unknown>[];
    return fields[c.next(fields.length)] ?? '__typename';
  }
}

/** Variables, most of them of the right type. */
export function chooseVariables(c: Choices): Record<string, unknown> {
  const values: Record<string, readonly [unknown, ...unknown[]]> = {
    b: [true, false, null, undefined, 'yes'],
    c: [true, false, true, false, null],
    i: [1, 2, null, 2 ** 40],
    in: [{ a: 1 }, { b: ['x'], c: { a: 2 } }, {}, null, { nope: 1 }, { a: 'x', b: [null] }],
    s: [['a'], 'a', [], null, [1]],
    x: [1, { y: [] }, null],
  };
  const chosen: Record<string, unknown> = {};
  for (const [name, [plain, ...others]] of Object.entries(values)) {
    if (c.oneIn(6)) continue;
    chosen[name] = c.oneIn(3) ? c.of([plain, ...others]) : plain;
  }
  if (!Object.hasOwn(chosen, 'c') && !c.oneIn(4)) chosen['c'] = false;
  return chosen;
}
