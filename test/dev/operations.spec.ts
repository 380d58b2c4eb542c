import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readChecked } from '../../dev/operations/write-manifest.js';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.js';

const schema = buildSchema(`
  type Query { hello: String!, deep: Query }
  type Mutation { greet(name: String!): String! }
  type Subscription { greeted: String! }
`);
const folders: TemporaryFolder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function check(files: Record<string, string>) {
  const folder = createTemporaryFolder('operations');
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
  return readChecked(folder.path, 'operations', schema);
}

describe('an operation of operations/', () => {
  it('has the comment before it as its description, and @tool as its mark', () => {
    const text =
      '# Greets the world,\n# politely.\n# @tool\nquery Greet { ...F }\n\nfragment F on Query { hello }';
    expect(check({ 'greet.graphql': text })).toEqual([
      {
        id: expect.stringMatching(/^[\da-f]{64}$/),
        name: 'Greet',
        type: 'query',
        body: 'query Greet {\n  ...F\n}\n\nfragment F on Query {\n  hello\n}',
        description: 'Greets the world, politely.',
        tool: 'query',
      },
    ]);
  });

  it('is a tool that changes something only with @tool(mutation)', () => {
    const text =
      '# Greets.\n# @tool(mutation)\nmutation Greet($name: String!) { greet(name: $name) }';
    expect(check({ 'greet.graphql': text })).toMatchObject([
      { type: 'mutation', tool: 'mutation' },
    ]);
  });

  it.each([
    [
      'that does not fit the schema',
      'query A {\n  gone\n}',
      'a.graphql:2: Cannot query field "gone"',
    ],
    ['with an error of syntax', 'query A {', 'a.graphql:1: Syntax Error'],
    [
      'deeper than the API allows',
      `query A ${'{ deep '.repeat(11)}${'}'.repeat(11)}`,
      'a.graphql:1: ',
    ],
    ['without a name', '{ hello }', 'a.graphql:1: the operation has no name: give it one.'],
    ['that is a fragment alone', 'fragment F on Query { hello }', 'has no operation: add one'],
    [
      'beside another',
      'query A { hello }\nquery B { hello }',
      'a.graphql:2: is a second operation',
    ],
    [
      'marked @tool that is a mutation',
      '# A.\n# @tool\nmutation A { greet(name: "a") }',
      'a.graphql:3: @tool does not fit a mutation: write @tool(mutation), or remove it.',
    ],
    [
      'marked @tool(mutation) that is a query',
      '# A.\n# @tool(mutation)\nquery A { hello }',
      'a.graphql:3: @tool(mutation) does not fit a query: write @tool, or remove it.',
    ],
    [
      'marked @tool that is a subscription',
      '# A.\n# @tool\nsubscription A { greeted }',
      'a.graphql:3: a subscription cannot be a tool: remove @tool.',
    ],
    [
      'marked with a word like it',
      '# A.\n# @tools\nquery A { hello }',
      '@tools does not fit a query',
    ],
    ['marked twice', '# A.\n# @tool\n# @tool\nquery A { hello }', 'has more than one @tool'],
    [
      'that is a tool without a description',
      '# @tool\nquery A { hello }',
      'a tool needs a comment',
    ],
  ])('%s fails the build with file, line and remedy', (_, text, message) => {
    expect(() => check({ 'a.graphql': text })).toThrow(message);
  });

  it('with the name of another fails the build, and all problems are in one message', () => {
    const files = {
      'a.graphql': 'query A { hello }',
      'b.graphql': 'query A { hello }',
      'c.graphql': '',
    };
    expect(() => check(files)).toThrow(
      /operations\/b\.graphql:1: operations\/a\.graphql is named A, too: rename one of them\.\noperations\/c\.graphql:1: /,
    );
  });
});
