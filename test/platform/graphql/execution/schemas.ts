import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  responsePathAsArray,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
} from 'graphql';
import type { Choices } from './choices.js';
import { chooseTypeName, chooseValue } from './values.js';
import type { Make, World } from './world.js';

export interface Context {
  readonly world: World;
}

type Field = GraphQLFieldConfig<unknown, Context>;

const KEYS = ['f0', 'f1', 'f2', 'then'];

const Enum = new GraphQLEnumType({ name: 'Enum', values: { A: { value: 'a' }, B: { value: {} } } });

const Scalar = new GraphQLScalarType({
  name: 'Scalar',
  serialize(value) {
    if (value === 'null') return null;
    if (value === 'undefined') return undefined;
    if (value === 'throw') throw new Error('scalar');
    return value === 'thenable' ? Promise.resolve(value) : value;
  },
});

const Input: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'Input',
  fields: () => ({
    a: { type: GraphQLInt, defaultValue: 3 },
    b: { type: new GraphQLList(new GraphQLNonNull(GraphQLString)) },
    c: { type: Input },
    d: { type: Scalar },
  }),
});

const INPUTS: readonly [GraphQLInputType, ...GraphQLInputType[]] = [
  GraphQLInt,
  new GraphQLNonNull(GraphQLInt),
  GraphQLString,
  Enum,
  Scalar,
  Input,
  new GraphQLNonNull(Input),
  new GraphQLList(GraphQLInt),
  new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLString))),
  GraphQLBoolean,
];

/** A schema whose resolvers do what the choices say, in the world of their context. */
export class RandomSchema {
  readonly schema: GraphQLSchema;
  readonly #objects: GraphQLObjectType[];
  readonly #members = new Map<string, Record<string, Make>>();
  readonly #shared: GraphQLOutputType;

  constructor(private readonly c: Choices) {
    const named: GraphQLOutputType[] = [];
    this.#shared = this.#wrap(c.of([GraphQLInt, GraphQLString, Scalar] as const));
    const Interface = new GraphQLInterfaceType({
      name: 'Interface',
      fields: { f0: { type: this.#shared } },
      ...this.#typeResolver(),
    });
    this.#objects = ['O0', 'O1', 'O2'].map((name) => this.#object(name, named, [Interface]));
    const Union = new GraphQLUnionType({
      name: 'Union',
      types: this.#objects.slice(0, 1 + c.next(3)),
      ...this.#typeResolver(),
    });
    named.push(GraphQLInt, ...this.#objects, Interface, Union, Enum, Scalar);
    named.push(GraphQLString, GraphQLBoolean, GraphQLFloat, GraphQLID);
    const query = this.#object('Query', named, []);
    this.schema = new GraphQLSchema({
      query,
      ...(c.oneIn(4) ? {} : { mutation: this.#object('Mutation', named, []) }),
      subscription: this.#object('Subscription', named, []),
      types: this.#objects,
    });
    for (const type of Object.values(this.schema.getTypeMap())) {
      if (type instanceof GraphQLObjectType && !type.name.startsWith('__')) type.getFields();
    }
  }

  /** An object of a type, with the members that the type's fields read. */
  readonly make = (world: World, typeName: string): object => {
    const members = Object.entries(this.#members.get(typeName) ?? {});
    const own = members.map(([key, make]) => [key, () => make(world)] as const);
    return world.object(typeName, Object.fromEntries(own));
  };

  #object(name: string, named: GraphQLOutputType[], interfaces: GraphQLInterfaceType[]) {
    const { c } = this;
    const members: Record<string, Make> = {};
    this.#members.set(name, members);
    if (c.oneIn(2)) members['__typename'] = () => name;
    const isTypeOf = c.next(8);
    return new GraphQLObjectType({
      name,
      interfaces,
      fields: () => {
        const keys = KEYS.slice(0, 1 + c.next(KEYS.length));
        return Object.fromEntries(
          keys.map((key) => {
            const type =
              key === 'f0' ? this.#shared : this.#wrap(named[c.next(named.length)] ?? GraphQLInt);
            return [key, this.#field(key, type, members)];
          }),
        );
      },
      ...(isTypeOf < 3 ? {} : { isTypeOf: isTypeOfBy(isTypeOf, name) }),
    });
  }

  #field(key: string, type: GraphQLOutputType, members: Record<string, Make>): Field {
    const { c } = this;
    const make = chooseValue(c, type, this.make);
    // The interface's field has none.
    const args = key !== 'f0' && c.oneIn(2) ? this.#arguments() : {};
    if (c.oneIn(2)) {
      members[key] = make;
      return { type, args };
    }
    const run = (source: unknown, given: object, { world }: Context, info: GraphQLResolveInfo) => {
      world.log.push(`call ${world.show(source)} ${world.show(given)} ${describe(world, info)}`);
      touch(given);
      Object.assign(info, { isTouched: true });
      return make(world);
    };
    const resolve = c.oneIn(2) ? async (...all: Parameters<typeof run>) => run(...all) : run;
    return { type, args, resolve };
  }

  #arguments(): GraphQLFieldConfigArgumentMap {
    const { c } = this;
    const all = c.list(0, 3, (index) => {
      const type = c.of(INPUTS);
      const isInt = type === GraphQLInt || type === INPUTS[1];
      return [`a${index}`, { type, ...(isInt && c.oneIn(2) ? { defaultValue: 9 } : {}) }];
    });
    return Object.fromEntries(all) as GraphQLFieldConfigArgumentMap;
  }

  #wrap(type: GraphQLOutputType): GraphQLOutputType {
    const kind = this.c.next(8);
    if (kind === 3) return new GraphQLNonNull(type as GraphQLObjectType);
    if (kind === 4) return new GraphQLList(type);
    if (kind === 5) return new GraphQLList(new GraphQLNonNull(type as GraphQLObjectType));
    if (kind === 6) return new GraphQLNonNull(new GraphQLList(this.#wrap(type)));
    if (kind === 7)
      return new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type as GraphQLObjectType)));
    return type;
  }

  #typeResolver() {
    if (this.c.oneIn(2)) return {};
    const make = chooseTypeName(this.c, () => this.#objects);
    return {
      resolveType(this: unknown, value: unknown, { world }: Context, info: GraphQLResolveInfo) {
        world.log.push(`resolveType ${this === undefined} ${world.show(value)} ${info.fieldName}`);
        return make(world) as string;
      },
    };
  }
}

function isTypeOfBy(kind: number, name: string) {
  return (value: unknown, { world }: Context, info: GraphQLResolveInfo) => {
    const is = world.show(value).startsWith(name);
    world.log.push(`isTypeOf ${name} ${world.show(value)} ${info.fieldName}`);
    if (kind === 4) return Promise.resolve(is);
    if (kind === 5) return false;
    if (kind === 6) throw new Error('isTypeOf');
    if (kind === 7) return Promise.reject(new Error('isTypeOf'));
    return is;
  };
}

/** A resolver may change what it gets: the next call must not see it. */
function touch(given: object): void {
  for (const value of Object.values(given) as unknown[]) {
    if (Array.isArray(value)) value.push('touched');
    else if (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null) {
      Object.assign(value, { touched: true });
    }
  }
  Object.assign(given, { touched: true });
}

function describe(world: World, info: GraphQLResolveInfo): string {
  const { fieldName, fieldNodes, returnType, parentType, path, fragments, variableValues } = info;
  const starts = fieldNodes.map(({ loc }) => loc?.start);
  const typeNames = [];
  for (let place: typeof path | undefined = path; place; place = place.prev) {
    typeNames.push(place.typename);
  }
  return [
    Object.keys(info).join(),
    `${parentType.name}.${fieldName}: ${String(returnType)} at ${starts.join()}`,
    responsePathAsArray(path).join('.'),
    typeNames.join(),
    Object.keys(fragments).join(),
    world.show(variableValues),
    world.show(info.rootValue),
    String(info.operation.loc?.start),
    String(info.schema.getQueryType() !== undefined),
  ].join(' | ');
}
