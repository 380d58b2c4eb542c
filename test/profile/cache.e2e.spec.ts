import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { useApi } from '../support/api.js';
import { createUsers, useTenant } from '../support/tenant.js';

const users = createUsers(100);
const tenant = useTenant({ users });
const api = useApi({ trusts: tenant, imports: [ProfileModule] });
const cold = useApi({ trusts: tenant, imports: [ProfileModule] });

let taken = 0;
/** Users whom no other test has asked for. */
function freshIds(count: number): string[] {
  const ids = users.slice(taken, (taken += count)).map(({ profile }) => profile.user_id);
  if (ids.length < count) throw new Error('The tests of this file need more users.');
  return ids;
}
const freshId = () => freshIds(1).join();

// It has its machine token before the first test.
beforeAll(() => ask(freshId()));
beforeEach(() => {
  tenant.takeCounts();
});

async function ask(id: string, query = '{ me { id userMetadata } }') {
  return (await api.as(await tenant.token(id)).query(query)).body.data;
}

describe('many callers of me', () => {
  it('cost one profile and one machine token, when 200 ask a cold API for one user', async () => {
    const id = freshId();
    const me = cold.as(await tenant.token(id));
    const answers = await Promise.all(Array.from({ length: 200 }, () => me.query('{ me { id } }')));
    expect(answers.every(({ body }) => body.data.me.id === id)).toBe(true);
    expect(tenant.takeCounts()).toEqual({ profiles: 1, tokens: 1 });
  });

  it('cost ten profiles, when ten users ask twenty times each', async () => {
    const callers = await Promise.all(
      freshIds(10).map(async (id) => ({ id, actor: api.as(await tenant.token(id)) })),
    );
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => callers)
        .flat()
        .map(async ({ id, actor }) => (await actor.query('{ me { id } }')).body.data.me.id === id),
    );
    expect(answers).not.toContain(false);
    expect(tenant.takeCounts()).toEqual({ profiles: 10, tokens: 0 });
  });

  it("never see another's data, nor an older value of their own after an update", async () => {
    const wrong: string[] = [];
    await Promise.all(
      freshIds(20).map(async (id) => {
        const actor = api.as(await tenant.token(id));
        for (let counter = 1; counter <= 3; counter += 1) {
          const background = actor.query('{ me { id } }');
          const update = await actor.query(
            'mutation ($metadata: JSONObject!) { updateMyMetadata(metadata: $metadata) { id userMetadata } }',
            { metadata: { counter } },
          );
          const reads = await Promise.all([
            actor.query('{ me { id userMetadata } }'),
            actor.query('{ me { id userMetadata } }'),
          ]);
          await background;
          for (const user of [
            update.body.data.updateMyMetadata,
            ...reads.map(({ body }) => body.data.me),
          ]) {
            const { owner, counter: seen } = user.userMetadata;
            if (user.id !== id || owner !== id || seen !== counter)
              wrong.push(`${id} at ${counter}: ${JSON.stringify(user)}`);
          }
        }
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('remember for a while that a user is gone', async () => {
    const gone = api.as(await tenant.token('auth0|gone'));
    const statuses = [];
    for (let count = 0; count < 5; count += 1)
      statuses.push((await gone.query('{ me { id } }')).status);
    expect(statuses).toEqual([404, 404, 404, 404, 404]);
    expect(tenant.takeCounts().profiles).toBe(1);
  });
});

describe('an update', () => {
  it('is in the answer and in the cached profile', async () => {
    const id = freshId();
    await ask(id);
    tenant.takeCounts();
    const mutation = 'mutation { updateMyMetadata(metadata: { theme: "dark" }) { userMetadata } }';
    expect(await ask(id, mutation)).toEqual({
      updateMyMetadata: { userMetadata: { owner: id, counter: 0, theme: 'dark' } },
    });
    expect((await ask(id)).me.userMetadata.theme).toBe('dark');
    expect(tenant.takeCounts().profiles).toBe(1);
  });

  it('is not undone by an older answer that arrives later', async () => {
    const id = freshId();
    // This answer is so slow that the update overtakes it.
    tenant.management.faults.set('managementApi', { kind: 'delay', milliseconds: 400 }, 1);
    const slow = ask(id);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await ask(id, 'mutation { updateMyMetadata(metadata: { counter: 7 }) { id } }');
    expect((await ask(id)).me.userMetadata.counter).toBe(7);
    await slow;
    expect((await ask(id)).me.userMetadata.counter).toBe(7);
  });

  it('merges at the first level, replaces nested values, and removes a key by null', async () => {
    const id = freshId();
    const update = (metadata: object) =>
      api
        .as(token)
        .query('mutation ($m: JSONObject!) { updateMyMetadata(metadata: $m) { userMetadata } }', {
          m: metadata,
        });
    const token = await tenant.token(id);
    await update({ address: { city: 'Oslo', country: 'NO' } });
    await update({ address: { city: 'Bergen' }, counter: null });
    expect((await ask(id)).me.userMetadata).toEqual({ owner: id, address: { city: 'Bergen' } });
  });
});

describe('metadata that Auth0 cannot store', () => {
  const nested = (depth: number): object => (depth === 1 ? {} : { a: nested(depth - 1) });

  it.each([
    ['an empty object', {}, 'is empty'],
    ['a key with a dot', { 'a.b': 1 }, '"." or "$"'],
    ['a key with a dollar', { $set: 1 }, '"." or "$"'],
    ['a nested key with a dot', { a: [{ 'b.c': 1 }] }, '"." or "$"'],
    ['more than 16 KiB', { a: 'ü'.repeat(8 * 1024) }, '16 KiB'],
    ['eleven levels', nested(11), '10 levels'],
  ])('is refused for %s, and nothing changes', async (_, metadata, message) => {
    const actor = api.as(await tenant.token(freshId()));
    const { status, body } = await actor.query(
      'mutation ($m: JSONObject!) { updateMyMetadata(metadata: $m) { id } }',
      { m: metadata },
    );
    expect(status).toBe(400);
    expect(body.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT' }]);
    expect(body.errors?.[0]?.message).toContain(message);
    expect(tenant.takeCounts()).toEqual({ profiles: 0, tokens: 0 });
  });

  it('is refused for thousands of levels', async () => {
    const levels = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    const query = 'mutation ($m: JSONObject!) { updateMyMetadata(metadata: $m) { id } }';
    const response = await fetch(api.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await tenant.token(freshId())}`,
      },
      body: `{ "query": ${JSON.stringify(query)}, "variables": { "m": ${levels} } }`,
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('more than 100 levels');
  });

  it('may be ten levels deep', async () => {
    const actor = api.as(await tenant.token(freshId()));
    const { status } = await actor.query(
      'mutation ($m: JSONObject!) { updateMyMetadata(metadata: $m) { id } }',
      { m: nested(10) },
    );
    expect(status).toBe(200);
  });
});
