import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from '@jest/globals';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  buildSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
  type GraphQLSchema,
} from 'graphql';
import { useProduct } from './support/api.js';

const api = useProduct();
let schema: GraphQLSchema;

beforeAll(() => {
  schema = api.app.get(GraphQLSchemaHost).schema;
});

it('schema.gql is the served schema: `npm start` writes it again', () => {
  const committed = printSchema(buildSchema(readFileSync('schema.gql', 'utf8')));
  expect(committed).toBe(printSchema(lexicographicSortSchema(schema)));
});

it('every type, field and argument is described', () => {
  const own = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const undescribed = own
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => [
        ...(field.description ? [] : [`${type.name}.${field.name}`]),
        ...field.args
          .filter(({ description }) => !description)
          .map(({ name }) => `${type.name}.${field.name}(${name})`),
      ]),
    );
  const roots = ['Query', 'Mutation', 'Subscription'];
  undescribed.push(
    ...own
      .filter(({ name, description }) => !description && !roots.includes(name))
      .map(({ name }) => name),
  );
  expect(undescribed).toEqual([]);
});

it('each list of nodes of users and accounts says how many it has: by a page argument, or by `complexity: listOf(…)`', () => {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  const unbounded = types
    // A list of another feature that says nothing counts as 20.
    .filter(({ name }) => /^(User|Account)/.test(name))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
    .filter(({ field }) => isListType(getNullableType(field.type)))
    .filter(({ field }) => isCompositeType(getNamedType(field.type)))
    .filter(({ field }) => field.extensions['complexity'] === undefined)
    .filter(({ field }) => !field.args.some(({ name }) => ['first', 'last'].includes(name)))
    .map(({ type, field }) => `${type.name}.${field.name}`);
  expect(unbounded).toEqual([]);
});

it('the schema exposes no app_metadata, addresses or tokens', () => {
  expect(readFileSync('schema.gql', 'utf8')).not.toMatch(
    /app_?metadata|last_?ip|identities|access_?token/i,
  );
});
