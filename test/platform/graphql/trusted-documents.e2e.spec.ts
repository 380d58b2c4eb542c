import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { TestApi, useApi, type Answer } from '../../support/api.js';
import { TestSocket } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';
import { LIVE_PROBE, Ticks } from '../live/live-probe.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const OPEN = 'query Open {\n  open\n}';
const GUARDED = 'query FromFrontEnd { guarded }';
const BY_ID = 'query ById($id: ID!) { probeById(id: $id) { id } }';
const TICKS = 'subscription Ticks { myTicks { id } }';
const CHANGE = 'mutation Change { changeProbe(to: {}) { id } }';
const SCHEMA = 'query Schema { __schema { queryType { name } } }';

const listed = [GUARDED, BY_ID, TICKS, CHANGE, SCHEMA];
const options = {
  providers: LIVE_PROBE,
  operations: {
    'open.graphql': '# Says open.\nquery Open { open }',
    'front-end.json': JSON.stringify({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: sha256(GUARDED), name: 'FromFrontEnd', type: 'query', body: GUARDED }],
    }),
    'relay.json': JSON.stringify(Object.fromEntries(listed.map((text) => [sha256(text), text]))),
  },
};
const issuer = useIssuer();
const off = useApi({ trusts: issuer, ...options });
const allowed = useApi({ trusts: issuer, ...options, env: { TRUSTED_DOCUMENTS: 'allowed' } });
const only = useApi({ trusts: issuer, ...options, env: { TRUSTED_DOCUMENTS: 'only' } });

type Body = Record<string, unknown> | unknown[];

const persisted = (text: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } },
});
const read = async (response: Response) => ({
  status: response.status,
  body: (await response.json()) as Answer['body'],
});
const post = async (api: TestApi, body: Body, token?: string) =>
  read(
    await fetch(api.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
    }),
  );
const get = async (api: TestApi, search: string) =>
  read(await fetch(`${api.url}?${search}`, { headers: { 'apollo-require-preflight': '1' } }));
const search = (parameters: Record<string, unknown>) =>
  new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ).toString();
const refused = (code: string) => ({
  status: 400,
  body: { errors: [{ message: expect.any(String), extensions: { code } }] },
});
const OPENED = { status: 200, body: { data: { open: 'open' } } };

describe.each([
  ['allowed', allowed],
  ['only', only],
])('with TRUSTED_DOCUMENTS=%s', (_, api) => {
  it.each<[string, Record<string, unknown>]>([
    ["Apollo Client's link for persisted queries", persisted(OPEN)],
    ['a document ID', { documentId: sha256(OPEN) }],
    ['a document ID with a prefix', { documentId: `sha256:${sha256(OPEN)}` }],
    ['an empty query beside the document ID', { query: '', documentId: sha256(OPEN) }],
    ['a listed text', { query: OPEN }],
    ['a listed text and its hash', { query: OPEN, ...persisted(OPEN) }],
  ])('executes %s, by POST and by GET', async (__, parameters) => {
    expect(await post(api, parameters)).toEqual(OPENED);
    // Apollo has seen it.
    expect(await post(api, parameters)).toEqual(OPENED);
    expect(await get(api, search(parameters))).toEqual(OPENED);
  });

  it('executes documents of a manifest of a client, with variables, behind the guard', async () => {
    const token = await issuer.token({ claims: { permissions: ['read:probes'] } });
    expect(await post(api, { documentId: sha256(GUARDED) })).toMatchObject({ status: 401 });
    expect(await post(api, { documentId: sha256(GUARDED) }, token)).toMatchObject({ status: 200 });
    const named = { documentId: sha256(BY_ID), variables: { id: '7' } };
    expect(await post(api, named, token)).toEqual({
      status: 200,
      body: { data: { probeById: { id: '7' } } },
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['a hash', { documentId: sha256('{ open }') }],
    ['a persisted query', persisted('{ open }')],
    ['a hash in capital letters', { documentId: sha256(OPEN).toUpperCase() }],
    ['an empty ID', { documentId: '' }],
    ['the name of a member of every object', { documentId: '__proto__' }],
    ['a path', { documentId: '../../package.json' }],
  ])('does not find %s that is not listed', async (__, parameters) => {
    const answer = {
      status: 400,
      body: {
        errors: [
          {
            message: 'PersistedQueryNotFound',
            extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
          },
        ],
      },
    };
    expect(await post(api, parameters)).toEqual(answer);
    expect(await get(api, search(parameters))).toEqual(answer);
  });

  it.each<[string, Record<string, unknown>]>([
    ['another text than that of its hash', { query: OPEN, ...persisted(GUARDED) }],
    ['another text than that of its ID', { query: OPEN, documentId: sha256(GUARDED) }],
    ['two names that differ', { documentId: sha256(OPEN), ...persisted(GUARDED) }],
    ['another version', { extensions: { persistedQuery: { version: 2, sha256Hash: 'x' } } }],
    ['a hash that is a list', { extensions: { persistedQuery: { version: 1, sha256Hash: [] } } }],
    ['an ID that is a list', { documentId: [sha256(OPEN)] }],
  ])('refuses %s', async (__, parameters) => {
    expect(await post(api, parameters)).toEqual(refused('BAD_REQUEST'));
  });

  it('never registers a document that comes with its hash', async () => {
    await post(api, { query: '{ open }', ...persisted('{ open }') });
    expect(await post(api, persisted('{ open }'))).toEqual(refused('PERSISTED_QUERY_NOT_FOUND'));
  });

  it('executes no mutation by GET', async () => {
    expect(await get(api, search({ documentId: sha256(CHANGE) }))).toMatchObject({ status: 405 });
  });

  it.each(['query', 'documentId', 'extensions'])('refuses two times %s in a URL', async (name) => {
    const twice = `${name}=${encodeURIComponent('{ open }')}&${name}=1`;
    expect(await get(api, twice)).toEqual(refused('BAD_REQUEST'));
  });

  it('has subscriptions by their hash', async () => {
    const token = await issuer.token({ claims: { sub: 'ada' } });
    const socket = await TestSocket.connect(api.url, token);
    try {
      socket.send({ type: 'subscribe', id: '1', payload: { documentId: sha256(TICKS) } });
      socket.send({ type: 'subscribe', id: '2', payload: { query: '', ...persisted(TICKS) } });
      socket.subscribe('3', TICKS);
      await socket.settle();
      api.app.get(Ticks).publish('ada', { id: 'one' });
      await socket.take('pong');
      const events = [await socket.take('next'), await socket.take('next')];
      events.push(await socket.take('next'));
      expect(events.map(({ id }) => id).sort()).toEqual(['1', '2', '3']);
      socket.send({ type: 'subscribe', id: '4', payload: { documentId: sha256('x') } });
      expect(await socket.take('error')).toMatchObject({
        id: '4',
        payload: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      });
    } finally {
      socket.close();
    }
  });
});

describe('with TRUSTED_DOCUMENTS=allowed', () => {
  it('executes any other document as well', async () => {
    expect(await post(allowed, { query: '{ open }' })).toEqual(OPENED);
    expect(await post(allowed, { query: '{ open }', ...persisted('{ open }') })).toEqual(OPENED);
    expect(await get(allowed, search({ query: '{ open }' }))).toEqual(OPENED);
  });
});

describe('with TRUSTED_DOCUMENTS=only', () => {
  it.each<[string, Body]>([
    ['a text that is not listed', { query: '{ open }' }],
    ['a text with its hash', { query: '{ open }', ...persisted('{ open }') }],
    ['a listed text with a space more', { query: `${OPEN} ` }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['a batch of listed texts', [{ query: OPEN }]],
  ])('refuses %s', async (_, body) => {
    expect(await post(only, body)).toEqual(refused('DOCUMENT_NOT_TRUSTED'));
    if (!Array.isArray(body)) {
      expect(await get(only, search(body))).toEqual(refused('DOCUMENT_NOT_TRUSTED'));
    }
  });

  it('has no introspection by a listed hash', async () => {
    expect(await post(only, { documentId: sha256(SCHEMA) })).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }, {}] },
    });
  });

  it('refuses a request without any document as before', async () => {
    expect(await post(only, { variables: {} })).toEqual(refused('BAD_REQUEST'));
    expect(await post(only, { query: { kind: 'Document' } })).toEqual(refused('BAD_REQUEST'));
  });

  it('refuses a subscription that is not listed', async () => {
    const socket = await TestSocket.connect(only.url, await issuer.token());
    try {
      socket.subscribe('1', 'subscription { myTicks { id } }');
      expect(await socket.take('error')).toMatchObject({
        payload: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
      });
    } finally {
      socket.close();
    }
  });
});

describe('with TRUSTED_DOCUMENTS=off', () => {
  it('knows no hash', async () => {
    expect(await post(off, persisted(OPEN))).toEqual(refused('PERSISTED_QUERY_NOT_SUPPORTED'));
    expect(await post(off, { documentId: sha256(OPEN) })).toEqual(refused('BAD_REQUEST'));
  });
});

describe('operations of the project that cannot be used', () => {
  const entry = (body: string, more: object) => ({
    id: sha256(body),
    name: 'Mine',
    type: 'query',
    body,
    ...more,
  });
  const start = (...operations: object[]) =>
    TestApi.start(
      { ...issuer.env, TRUSTED_DOCUMENTS: 'only' },
      {},
      {},
      {
        'manifest.json': JSON.stringify({
          format: 'apollo-persisted-query-manifest',
          version: 1,
          operations,
        }),
      },
    );

  it.each([
    [
      'a field that the schema does not have',
      [entry('query Mine {\n  gone\n}', {})],
      'operations/manifest.json: Mine, line 2: Cannot query field "gone"',
    ],
    [
      'a mutation that is a tool by @tool alone',
      [entry(CHANGE, { type: 'mutation', tool: 'query' })],
      '@tool does not fit a mutation: mend it, and run npm run build.',
    ],
    [
      'a subscription that is a tool',
      [entry(TICKS, { type: 'subscription', tool: 'query' })],
      '@tool does not fit a subscription',
    ],
    [
      'two operations of one name',
      [entry(OPEN, {}), entry(OPEN, {})],
      'Mine, line 1: is there twice',
    ],
  ])('the API does not start with %s', async (_, operations, message) => {
    await expect(start(...operations)).rejects.toThrow(message);
  });
});

describe('manifests that cannot be used', () => {
  const start = (file: string, text: string) =>
    TestApi.start({ ...issuer.env, TRUSTED_DOCUMENTS: 'only' }, {}, {}, { [file]: text });

  it.each([
    ['a hash of another text', JSON.stringify({ [sha256('x')]: OPEN }), /is not the SHA-256 hash/],
    ['an ID that is a name', JSON.stringify({ open: OPEN }), /"open" is not the SHA-256 hash/],
    ['another format', '[]', /is neither Apollo's manifest/],
    ['no JSON', '{', /is not JSON/],
  ])('the API does not start with %s', async (_, text, message) => {
    await expect(start('front-end.json', text)).rejects.toThrow(message);
  });
});
