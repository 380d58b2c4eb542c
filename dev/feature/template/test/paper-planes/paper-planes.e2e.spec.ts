import { describe, expect, it } from '@jest/globals';
import { PaperPlanesModule } from '../../src/paper-planes/paper-planes.module.js';
import type { Actor, Answer } from '../support/api.js';
import { useFeature } from '../support/feature.js';

const feature = useFeature(PaperPlanesModule);

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const CREATE = `mutation ($name: String!) {
  createPaperPlane(input: { name: $name }) { id name version }
}`;
const READ = 'query ($id: ID!) { paperPlane(id: $id) { name version } }';
const UPDATE = `mutation ($id: ID!, $version: Int!, $name: String!) {
  updatePaperPlane(id: $id, input: { version: $version, name: $name }) { name version }
}`;
const DELETE = 'mutation ($id: ID!) { deletePaperPlane(id: $id) { name } }';

/** May create paper planes. */
// <% if (it.owned) { %>
const author = (name: string) => feature.as(name);
/* <% } else { %>
const author = (name: string) => feature.as(name, ['manage:paper-planes']);
<% } %> */

async function create(actor: Actor, name: string): Promise<string> {
  const { body } = await actor.query(CREATE, { name });
  return body.data.createPaperPlane.id;
}

function codeOf({ body }: Answer): string | undefined {
  return body.errors?.[0]?.extensions.code;
}

describe('a paper plane', () => {
  it('is created, read, updated and deleted', async () => {
    const ada = await author('ada');
    const created = await ada.query(CREATE, { name: ' first ' });
    const { id, ...rest } = created.body.data.createPaperPlane;
    expect(rest).toEqual({ name: 'first', version: 1 });
    const updated = await ada.query(UPDATE, { id, version: 1, name: 'second' });
    expect(updated.body).toEqual({ data: { updatePaperPlane: { name: 'second', version: 2 } } });
    const read = await ada.query(READ, { id });
    expect(read.body).toEqual({ data: { paperPlane: { name: 'second', version: 2 } } });
    const deleted = await ada.query(DELETE, { id });
    expect(deleted.body).toEqual({ data: { deletePaperPlane: { name: 'second' } } });
    expect(codeOf(await ada.query(READ, { id }))).toBe('NOT_FOUND');
  });

  it.each([CREATE, READ, UPDATE, DELETE])(
    'is refused without an access token: %s',
    async (query) => {
      const { status } = await feature.anonymous.query(query, {
        id: UNKNOWN,
        version: 1,
        name: 'x',
      });
      expect(status).toBe(401);
    },
  );

  it.each([READ, UPDATE, DELETE])('is not found by an unknown id: %s', async (query) => {
    const variables = { id: UNKNOWN, version: 1, name: 'x' };
    const answer = await (await author('ada')).query(query, variables);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'NOT_FOUND']);
  });

  it.each([READ, UPDATE, DELETE])('is not looked for by a malformed id: %s', async (query) => {
    const variables = { id: "1'; --", version: 1, name: 'x' };
    const answer = await (await author('ada')).query(query, variables);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_USER_INPUT']);
  });

  it.each(['', '   ', 'x'.repeat(101), 'a\u0000b'])('cannot be called %j', async (name) => {
    const ada = await author('ada');
    expect(codeOf(await ada.query(CREATE, { name }))).toBe('BAD_USER_INPUT');
    const id = await create(ada, 'good');
    expect(codeOf(await ada.query(UPDATE, { id, version: 1, name }))).toBe('BAD_USER_INPUT');
  });

  it('takes one of ten updates at once, and refuses the others', async () => {
    const ada = await author('ada');
    const id = await create(ada, 'raced');
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        ada.query(UPDATE, { id, version: 1, name: `update ${index}` }),
      ),
    );
    const codes = answers.map(codeOf).filter((code) => code !== undefined);
    expect(codes).toEqual(Array(9).fill('CONFLICT'));
  });

  it('is deleted once by ten callers at once', async () => {
    const ada = await author('ada');
    const id = await create(ada, 'raced');
    const all = Array.from({ length: 10 }, () => ada.query(DELETE, { id }));
    const codes = (await Promise.all(all)).map(codeOf).filter((code) => code !== undefined);
    expect(codes).toEqual(Array(9).fill('NOT_FOUND'));
  });
});

describe('access to paper planes', () => {
  // <% if (it.owned) { %>
  it('belongs to their owner: to others they do not exist', async () => {
    const id = await create(await author('ada'), 'private');
    for (const query of [READ, UPDATE, DELETE]) {
      const ben = await feature.as('ben', ['read:other', 'write:paper-planes']);
      expect(codeOf(await ben.query(query, { id, version: 1, name: 'x' }))).toBe('NOT_FOUND');
    }
  });

  it('is granted by permissions: one to read, one to change', async () => {
    const id = await create(await author('ada'), 'supported');
    const reader = await feature.as('reader', ['read:paper-planes']);
    expect((await reader.query(READ, { id })).status).toBe(200);
    expect(codeOf(await reader.query(DELETE, { id }))).toBe('NOT_FOUND');
    const manager = await feature.as('manager', ['manage:paper-planes']);
    expect((await manager.query(DELETE, { id })).status).toBe(200);
  });

  it('ends at their owner for applications, which own none', async () => {
    const robot = await feature.asApplication();
    expect((await robot.query(CREATE, { name: 'x' })).status).toBe(403);
    const id = await create(await author('ada'), 'private');
    expect(codeOf(await robot.query(READ, { id }))).toBe('NOT_FOUND');
    const reader = await feature.asApplication(['read:paper-planes']);
    expect((await reader.query(READ, { id })).status).toBe(200);
  });
  /* <% } else { %>
  it('needs the permission where it changes something', async () => {
    const id = await create(await author('ada'), 'shared');
    const ben = await feature.as('ben', ['read:other', 'write:paper-planes']);
    expect((await ben.query(READ, { id })).status).toBe(200);
    for (const query of [CREATE, UPDATE, DELETE]) {
      const { status } = await ben.query(query, { id, version: 1, name: 'x' });
      expect(status).toBe(403);
    }
  });
  <% } %> */
});

describe('lists of paper planes', () => {
  // <% if (it.pages) { %>
  // <% if (it.owned) { %>
  const NODES = '{ edges { node { name } } pageInfo { endCursor hasNextPage } totalCount }';
  const listOf = (page: string) => `{ list: myPaperPlanes(${page}) ${NODES} }`;
  const reader = () => feature.as('cleo');
  /* <% } else { %>
  const NODES = '{ edges { node { name } } pageInfo { endCursor hasNextPage } }';
  const listOf = (page: string) => `{ list: paperPlanes(${page}) ${NODES} }`;
  const reader = () => author('cleo');
  <% } %> */

  it('come page by page, the newest first, and stay the same while more are added', async () => {
    const cleo = await reader();
    for (const name of ['one', 'two', 'three']) await create(cleo, name);
    const first = (await cleo.query(listOf('first: 2'))).body.data.list;
    expect(namesOf(first)).toEqual(['three', 'two']);
    await create(cleo, 'four');
    const page = `first: 1, after: "${first.pageInfo.endCursor}"`;
    const second = (await cleo.query(listOf(page))).body.data.list;
    expect(namesOf(second)).toEqual(['one']);
  });

  it.each(['first: 0', 'first: 101', 'after: "x"'])('refuse the page %s', async (page) => {
    expect(codeOf(await (await reader()).query(listOf(page)))).toBe('BAD_USER_INPUT');
  });

  function namesOf({ edges }: { edges: { node: { name: string } }[] }): string[] {
    return edges.map(({ node }) => node.name);
  }
  /* <% } else { %>
  it('hold the newest first', async () => {
    const cleo = await author('cleo');
    for (const name of ['one', 'two']) await create(cleo, name);
    <% if (it.owned) { %>
    const { body } = await cleo.query('{ list: myPaperPlanes { name } }');
    <% } else { %>
    const { body } = await cleo.query('{ list: paperPlanes { name } }');
    <% } %>
    expect(body.data.list.slice(0, 2)).toEqual([{ name: 'two' }, { name: 'one' }]);
  });
  <% } %> */
  // <% if (it.owned) { %>

  // <% if (it.pages) { %>
  const ALL = '{ paperPlanes { edges { node { owner { subject } } } } }';
  const OWN = '{ myPaperPlanes { edges { node { name } } } }';
  /* <% } else { %>
  const ALL = '{ paperPlanes { owner { subject } } }';
  const OWN = '{ myPaperPlanes { name } }';
  <% } %> */

  it("hold the caller's own", async () => {
    await create(await author('dora'), 'hers');
    const { body } = await (await feature.as('emil')).query(OWN);
    expect(JSON.stringify(body.data)).not.toContain('hers');
    expect(JSON.stringify(body.data)).toContain('[]');
  });

  it('hold all, with their owners, for callers with the permissions', async () => {
    await create(await author('dora'), 'hers');
    expect((await (await feature.as('emil')).query(ALL)).status).toBe(403);
    const clerk = await feature.as('clerk', ['read:paper-planes']);
    expect(codeOf(await clerk.query(ALL))).toBe('FORBIDDEN');
    const support = await feature.as('support', ['read:paper-planes', 'read:accounts']);
    expect(JSON.stringify((await support.query(ALL)).body.data)).toContain('auth0|dora');
  });
  // <% } %>

  it('are refused without an access token', async () => {
    // <% if (it.pages) { %>
    const query = '{ paperPlanes { totalCount } }';
    /* <% } else { %>
    const query = '{ paperPlanes { id } }';
    <% } %> */
    expect((await feature.anonymous.query(query)).status).toBe(401);
  });
});
// <% if (it.live) { %>

describe('changes of paper planes', () => {
  // <% if (it.owned) { %>
  const CHANGED = 'subscription { myPaperPlaneChanged { action paperPlane { name createdAt } } }';
  /* <% } else { %>
  const CHANGED = 'subscription { paperPlaneChanged { action paperPlane { name createdAt } } }';
  <% } %> */

  it('arrive as they happen', async () => {
    const ada = await author('fay');
    const socket = await feature.subscribe('fay', CHANGED);
    const id = await create(ada, 'watched');
    await ada.query(UPDATE, { id, version: 1, name: 'renamed' });
    await ada.query(DELETE, { id });
    for (const expected of ['CREATED', 'UPDATED', 'DELETED']) {
      const { payload } = await socket.take('next');
      const [change] = Object.values<{ action: string; paperPlane: object }>(payload.data);
      expect(change).toMatchObject({
        action: expected,
        paperPlane: { createdAt: expect.stringMatching(/Z$/) },
      });
    }
  });
  // <% if (it.owned) { %>

  it('do not arrive at others', async () => {
    const other = await feature.subscribe('gus', CHANGED, ['read:paper-planes']);
    await create(await author('hal'), 'private');
    await other.settle();
    // An event would stand before the answer to the ping.
    await other.take('pong');
  });
  // <% } %>
});
// <% } %>
// <% if (it.rest) { %>

describe('the route /paper-planes', () => {
  const get = async (path: string, token?: string) =>
    fetch(new URL(path, feature.api.url), {
      headers: token ? { authorization: `Bearer ${token}` } : {},
    });

  it('lists and reads under the same guard', async () => {
    const id = await create(await author('ida'), 'routed');
    expect((await get('/paper-planes')).status).toBe(401);
    expect((await get(`/paper-planes/${id}`)).status).toBe(401);
    const token = await feature.token('ida');
    const list = await get('/paper-planes', token);
    expect(((await list.json()) as { data: object[] }).data[0]).toMatchObject({ name: 'routed' });
    const one = await get(`/paper-planes/${id}`, token);
    expect(await one.json()).toEqual({
      ...{ id, name: 'routed', version: 1 },
      createdAt: expect.stringMatching(/Z$/),
    });
  });

  it('answers an unknown id with 404 and a malformed one with 400', async () => {
    const token = await feature.token('ida');
    expect((await get(`/paper-planes/${UNKNOWN}`, token)).status).toBe(404);
    expect((await get('/paper-planes/1', token)).status).toBe(400);
  });
  // <% if (it.pages) { %>

  it.each(['first=x', 'first=0', 'first=1&first=2', 'after=x'])('refuses ?%s', async (query) => {
    const token = await feature.token('ida');
    expect((await get(`/paper-planes?${query}`, token)).status).toBe(400);
  });
  // <% } %>
});
// <% } %>
