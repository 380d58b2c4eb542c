import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { ApolloDriverConfig } from '@nestjs/apollo';

import {
  Parent,
  Query,
  ResolveField,
  Resolver,
  Mutation,
  ObjectType,
  Field,
} from '@nestjs/graphql';
import { extendSchema, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import {
  Public,
  RequireAuthentication,
  RequirePermissions,
  RequireUser,
} from '../../../src/platform/auth/index.js';
import { AccessMapFile } from '../../../src/platform/graphql/access-map.file.js';
import { AccessMap } from '../../../src/platform/graphql/access-map.js';
import { GraphqlOptions } from '../../../src/platform/graphql/graphql.options.js';
import { TestApi, useApi, useProduct } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

@ObjectType({ description: 'A thing.' })
class Thing {
  @Field(() => String, { description: 'Its name.' })
  name!: string;
}

@Resolver()
class ByClass {
  @Query(() => String, { description: 'Needs a token.' })
  byClass(): string {
    return 'it';
  }
}

@Resolver()
class ByFactory {
  @RequirePermissions('read:it')
  @Query(() => String, { description: 'Needs a permission.' })
  byFactory(): string {
    return 'it';
  }
}

@Resolver()
class ByValue {
  @RequireUser()
  @Query(() => String, { description: 'Needs a user.' })
  byValue(): string {
    return 'it';
  }
}

@Resolver()
class ByExisting {
  @Query(() => String, { description: 'Needs a token.' })
  byExisting(): string {
    return 'it';
  }
}

@Resolver()
class ByLogin {
  @RequireAuthentication({ acr: ['mfa', 'hwk'], maxAgeSeconds: 60 })
  @RequirePermissions('read:it')
  @Query(() => String, { description: 'Needs a strong and fresh login.' })
  byLogin(): string {
    return 'it';
  }
}

@RequirePermissions('read:base')
class Base {
  @RequirePermissions('read:inherited')
  @Query(() => String, { description: 'Needs two permissions.' })
  inherited(): string {
    return 'it';
  }
}

@RequirePermissions('read:child')
@Resolver()
class Child extends Base {}

@Public()
@Resolver(() => Thing)
class Mixed {
  @Query(() => Thing, { description: 'Open.' })
  thing(): Thing {
    return { name: 'it' };
  }

  @RequirePermissions('write:things', 'read:things')
  @Mutation(() => Thing, { description: 'Needs two permissions, although its class is public.' })
  changeThing(): Thing {
    return { name: 'it' };
  }

  @RequireUser()
  @ResolveField(() => String, { description: 'Needs a user, although its class is public.' })
  owner(@Parent() { name }: Thing): string {
    return name;
  }
}

const providers = [
  ByClass,
  { provide: 'factory', useFactory: () => new ByFactory() },
  { provide: 'value', useValue: new ByValue() },
  ByExisting,
  { provide: 'existing', useExisting: ByExisting },
  ByLogin,
  Child,
  Mixed,
];
const env = { AUTH0_DOMAIN: 'http://127.0.0.1:9/', AUTH0_AUDIENCE: 'api' };

describe('the access map', () => {
  const issuer = useIssuer();
  const api = useApi({ trusts: issuer, providers });

  it('shows who may call each resolver, however it is registered', () => {
    const anyToken = { isPublic: false, isForUsers: false, permissions: [] };
    expect(Object.fromEntries(api.app.get(AccessMap).read())).toMatchObject({
      'Mutation.changeThing': { ...anyToken, permissions: ['write:things', 'read:things'] },
      'Query.byClass': anyToken,
      'Query.byExisting': anyToken,
      'Query.byFactory': { ...anyToken, permissions: ['read:it'] },
      'Query.byValue': { ...anyToken, isForUsers: true },
      'Query.inherited': { ...anyToken, permissions: ['read:inherited', 'read:child'] },
      'Query.thing': { ...anyToken, isPublic: true },
      'Thing.owner': { ...anyToken, isForUsers: true },
    });
  });

  it('reads like a sentence', () => {
    const lines = api.app.get(AccessMapFile).render().split('\n');
    expect(
      lines.filter((line) => /Query\.(by(Class|Factory|Value|Login)|thing)/.test(line)),
    ).toEqual([
      '| `Query.byClass` | any access token |',
      '| `Query.byFactory` | any access token with `read:it` |',
      "| `Query.byLogin` | a user's access token with `read:it`, after a login with `mfa` or `hwk` at most 60 s ago |",
      "| `Query.byValue` | a user's access token |",
      '| `Query.thing` | **public** |',
    ]);
  });

  const closed = [
    'byClass',
    'byFactory',
    'byValue',
    'byExisting',
    'byLogin',
    'inherited',
    'thing { owner }',
  ];

  it.each(closed)('and an anonymous caller of %s is refused', async (field) => {
    expect((await api.anonymous.query(`{ ${field} }`)).status).toBe(401);
  });

  it('and a permission of a class or of a method is asked for', async () => {
    const none = api.as(await issuer.token());
    expect((await none.query('{ byFactory }')).status).toBe(403);
    const half = await issuer.token({ claims: { permissions: ['read:inherited'] } });
    expect((await api.as(half).query('{ inherited }')).status).toBe(403);
    const both = await issuer.token({ claims: { permissions: ['read:inherited', 'read:child'] } });
    expect((await api.as(both).query('{ inherited }')).body).toEqual({ data: { inherited: 'it' } });
  });

  it('and an application is refused where a user is needed', async () => {
    const machine = await issuer.token({
      claims: { sub: 'ci@clients', gty: 'client-credentials' },
    });
    const { status, body } = await api.as(machine).query('{ byValue }');
    expect([status, body.errors?.[0]?.message]).toEqual([
      403,
      'This access token belongs to an application, not to a user.',
    ]);
  });
});

describe('access-map.md', () => {
  const product = useProduct();

  it('shows what is served: `npm start` writes it anew', () => {
    const map = product.app.get(AccessMapFile).render();
    expect(map).toBe(readFileSync('access-map.md', 'utf8'));
  });
});

afterEach(() => void jest.restoreAllMocks());

describe('the API does not start with a root field that no guard covers', () => {
  const backdoor = { type: GraphQLString, resolve: () => 'open' };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { backdoor } }),
  });

  const ways: [string, string, Partial<ApolloDriverConfig>][] = [
    ['resolvers', 'Query.guarded', { resolvers: { Query: { guarded: () => 'open' } } }],
    ['a schema', 'Query.backdoor', { schema }],
    [
      'transformSchema',
      'Query.backdoor',
      {
        transformSchema: (one) => extendSchema(one, parse('extend type Query { backdoor: Int }')),
      },
    ],
    [
      'transformResolvers',
      'Query.guarded',
      {
        transformResolvers: (all) => [...[all].flat(), { Query: { guarded: () => 'open' } }],
      },
    ],
    [
      'a plugin',
      'Query.guarded',
      {
        plugins: [
          {
            serverWillStart: ({ schema: one }) => {
              Object.assign(fieldsOfQuery(one)['guarded'] ?? {}, { resolve: () => 'open' });
              return Promise.resolve();
            },
          },
        ],
      },
    ],
  ];

  it.each(ways)('brought in by %s: %s is named', async (_, field, options) => {
    addOptions(options);
    await expect(TestApi.start(env)).rejects.toThrow(`no guard covers ${field}`);
  });

  it('brought in by typeDefs, which a schema from code does not read', async () => {
    const typeDefs = 'type Query { backdoor: String }';
    addOptions({ typeDefs, resolvers: { Query: { backdoor: () => 'open' } } });
    await expect(TestApi.start(env)).rejects.toThrow('Query.backdoor');
  });
});

it('a resolver that transformSchema replaces stays behind its guards', async () => {
  addOptions({
    transformSchema: (one) => {
      Object.assign(fieldsOfQuery(one)['guarded'] ?? {}, { resolve: () => 'open' });
      return one;
    },
  });
  const api = await TestApi.start(env);
  try {
    expect((await api.anonymous.query('{ guarded }')).status).toBe(401);
  } finally {
    await api.close();
  }
});

/** Gives the GraphQL module more options. */
function addOptions(options: Partial<ApolloDriverConfig>): void {
  const { createGqlOptions } = GraphqlOptions.prototype;
  jest.spyOn(GraphqlOptions.prototype, 'createGqlOptions').mockImplementation(function (
    this: GraphqlOptions,
  ) {
    return { ...createGqlOptions.call(this), ...options };
  });
}

function fieldsOfQuery(schema: GraphQLSchema) {
  return schema.getQueryType()?.getFields() ?? {};
}
