import { afterEach, describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { createInitialDocument } from '../../../src/platform/graphql/initial-document.js';
import { TestApi } from '../../support/api.js';

describe('GET /graphql in a browser', () => {
  let api: TestApi;
  afterEach(() => api.close());

  async function open(env: Record<string, string>): Promise<{ status: number; text: string }> {
    api = await TestApi.start({
      AUTH0_DOMAIN: 'http://127.0.0.1:9/',
      AUTH0_AUDIENCE: 'api',
      ...env,
    });
    const response = await fetch(api.url, { headers: { accept: 'text/html' } });
    return { status: response.status, text: await response.text() };
  }

  it('is Apollo’s page with a content security policy', async () => {
    const { status, text } = await open({});
    expect(status).toBe(200);
    expect(text).toMatch(/Content-Security-Policy" content="script-src 'self' 'nonce-\w{64}'/);
    expect(text).toContain('embeddable-sandbox.umd.production.min.js');
    expect(text).toContain('"runTelemetry":false');
  });

  it('runs only scripts with the nonce of this answer', async () => {
    const { text } = await open({});
    const nonces = [...text.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(nonces).toHaveLength(3);
    expect(new Set(nonces.map((one) => /nonce="\w{64}"/.exec(one ?? '')?.[0])).size).toBe(1);
    const again = await (await fetch(api.url, { headers: { accept: 'text/html' } })).text();
    expect(again).not.toContain(/nonce="\w{64}"/.exec(text)?.[0]);
  });

  it('leads to the try-it page where Sandbox cannot be reached', async () => {
    const { text } = await open({});
    expect(text).toContain('<h1>Apollo Sandbox cannot be reached</h1>');
    expect(text).toContain('<a href="http://127.0.0.1:9/">Sign in and call the API on');
  });

  it('does not link the try-it page for a real provider', async () => {
    const { text } = await open({ AUTH0_DOMAIN: 'tenant.example.com' });
    expect(text).toContain('<h1>Apollo Sandbox cannot be reached</h1>');
    expect(text).not.toContain('<a ');
  });

  it('does not exist in production', async () => {
    const { status, text } = await open({ NODE_ENV: 'production' });
    expect(status).toBe(400);
    expect(text).not.toContain('<');
  });
});

describe('the document that Sandbox opens with', () => {
  const schema = buildSchema(`
    type Query {
      "The first.\\nOn two lines, with <b>markup</b>."
      one: String!
      two(page: Int = 1): Node
      needsAnArgument(id: ID!): Node
      three: [Node!]!
      four: Either
      five: Nest
    }
    type Node { id: ID! a: Int b: Int c: Int d: Int e: Int node: Node f(x: Int!): Int }
    type Nest { node: Node }
    union Either = Node | Nest
  `);
  const document = createInitialDocument(schema);

  it('asks for the first fields of the schema that need no argument', () => {
    expect(validate(schema, parse(document))).toEqual([]);
    expect(document).toMatch(
      /^# The first. On two lines, with ‹b>markup‹\/b>.\nquery One {\n  one\n}/,
    );
    expect(document).toContain('query Two {\n  two {\n    id\n    a\n    b\n    c\n    d\n  }\n}');
    expect(document).toContain('query Four {\n  four {\n    __typename\n  }\n}');
    expect(document).not.toContain('needsAnArgument');
  });

  it('is empty for a schema without such fields', () => {
    expect(createInitialDocument(buildSchema('type Query { a(b: Int!): Int }'))).toBe('');
  });
});
