import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { useApi } from '../support/api.js';
import { shiftClock } from '../support/clock.js';
import { profileOf, sendJson, useScriptedTenant } from './scripted-tenant.js';

const UPDATE = 'mutation { updateMyMetadata(metadata: { a: 1 }) { id } }';

const tenant = useScriptedTenant();
const api = useApi({ trusts: tenant, imports: [ProfileModule] });
const clock = shiftClock();

let blocked: Set<string>;
let users = 0;
let id: string;

beforeEach(() => {
  id = `auth0|${(users += 1)}`;
  blocked = new Set();
  tenant.reset((call, response) =>
    sendJson(response, { ...profileOf(call), blocked: blocked.has(call.id) }),
  );
});
afterEach(() => clock.reset());

async function ask(query: string) {
  const { status, headers, body } = await api.as(await tenant.token(id)).query(query);
  return { status, challenge: headers.get('www-authenticate'), body };
}

const FORBIDDEN = (field: string, column: number) => ({
  status: 403,
  challenge: null,
  body: {
    errors: [
      {
        message: 'This user is blocked.',
        locations: [{ line: 1, column }],
        path: [field],
        extensions: { code: 'FORBIDDEN', reason: 'user_blocked' },
      },
    ],
  },
});

describe('a user whom Auth0 blocks', () => {
  it('is FORBIDDEN to read their profile, with the reason', async () => {
    blocked.add(id);
    expect(await ask('{ me { id name } }')).toEqual(FORBIDDEN('me', 3));
    expect(await ask('{ me { id name } }')).toEqual(FORBIDDEN('me', 3));
    expect(tenant.calls).toHaveLength(1);
  });

  it('is FORBIDDEN to change metadata, and no change is sent', async () => {
    blocked.add(id);
    expect(await ask(UPDATE)).toEqual(FORBIDDEN('updateMyMetadata', 12));
    expect(tenant.calls.map(({ method }) => method)).toEqual(['GET']);
    expect(await ask(UPDATE)).toEqual(FORBIDDEN('updateMyMetadata', 12));
    expect(tenant.calls.map(({ method }) => method)).toEqual(['GET']);
  });

  it('is FORBIDDEN as soon as the cached profile is due for a new one', async () => {
    expect((await ask('{ me { id } }')).status).toBe(200);
    blocked.add(id);
    clock.advance(61_000);
    expect((await ask('{ me { id } }')).status).toBe(403);
    expect((await ask(UPDATE)).status).toBe(403);
    expect(tenant.calls.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('is FORBIDDEN when the answer to a change says so', async () => {
    expect((await ask('{ me { id } }')).status).toBe(200);
    blocked.add(id);
    expect((await ask(UPDATE)).status).toBe(403);
    expect((await ask('{ me { id } }')).status).toBe(403);
  });

  it('is seen by a caller with the permission read:users, without the mark', async () => {
    blocked.add(id);
    await ask('{ me { id } }');
    const token = await tenant.token('auth0|administrator', { permissions: ['read:users'] });
    const { body } = await api.as(token).query(`{ user(id: "${id}") { id name } }`);
    expect(body).toEqual({ data: { user: { id, name: `User ${id}` } } });
  });
});

describe('a change of metadata', () => {
  it('asks first where nothing is cached, and not again', async () => {
    expect((await ask(UPDATE)).status).toBe(200);
    expect((await ask(UPDATE)).status).toBe(200);
    expect(tenant.calls.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'PATCH']);
  });

  it('of a user who is gone is NOT_FOUND, and none is sent', async () => {
    tenant.script = (_, response) => sendJson(response, {}, 404);
    expect((await ask(UPDATE)).status).toBe(404);
    expect(tenant.calls.map(({ method }) => method)).toEqual(['GET']);
  });
});

// Last, as the Management API is left alone after it.
describe('a blocked user, while Auth0 is down,', () => {
  it('stays FORBIDDEN', async () => {
    blocked.add(id);
    expect((await ask('{ me { id } }')).status).toBe(403);
    tenant.script = (_, response) => response.writeHead(500).end();
    clock.advance(61_000);
    expect((await ask('{ me { id } }')).status).toBe(403);
  });
});
