import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { type Actor, useApi } from '../support/api.js';
import { demoUsers } from '../../dev/demo-users.js';
import { createUsers, useTenant } from '../support/tenant.js';

const ADA = 'auth0|64f1c2a97b3e5d0018a4c9e1';
const BEN = 'auth0|651a0b3cd29f8e0019b7d244';
const EVERYTHING =
  'id name nickname givenName familyName username email emailVerified phoneNumber phoneVerified picture createdAt updatedAt lastLogin loginsCount userMetadata';

const crowd = createUsers(15);

const tenant = useTenant({ users: [...demoUsers, ...crowd] });
const api = useApi({
  trusts: tenant,
  env: { PROFILE_CACHE_SECONDS: '1' },
  imports: [ProfileModule],
});
let ada: Actor;

beforeAll(async () => {
  ada = api.as(await tenant.token(ADA, { permissions: ['read:users'] }));
});
beforeEach(() => {
  tenant.management.faults.clear();
});

describe('me', () => {
  it("is the caller's Auth0 profile with user_metadata", async () => {
    const { status, body } = await ada.query(`{ me { ${EVERYTHING} } }`);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        data: {
          me: {
            id: ADA,
            name: 'Ada Lindqvist',
            nickname: 'ada',
            givenName: 'Ada',
            familyName: 'Lindqvist',
            username: null,
            email: 'ada@example.com',
            emailVerified: true,
            phoneNumber: null,
            phoneVerified: null,
            picture: 'https://cdn.auth0.com/avatars/ad.png',
            createdAt: '2026-01-12T09:30:00.000Z',
            updatedAt: '2026-01-12T09:30:00.000Z',
            lastLogin: null,
            loginsCount: 0,
            userMetadata: {
              theme: 'dark',
              locale: 'sv-SE',
              address: { city: 'Gothenburg', country: 'SE' },
              notifications: { email: true, channels: ['builds', 'reviews'] },
            },
          },
        },
      },
    });
  });

  it('has null metadata where the profile has none', async () => {
    const { body } = await api.as(await tenant.token(BEN)).query('{ me { id userMetadata } }');
    expect(body).toEqual({ data: { me: { id: BEN, userMetadata: null } } });
  });

  it('is NOT_FOUND for a user who is gone', async () => {
    const { status, body } = await api
      .as(await tenant.token('auth0|000000000000000000000000'))
      .query('{ me { id } }');
    expect(status).toBe(404);
    expect(body.errors?.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
      { message: 'This user does not exist.', extensions: { code: 'NOT_FOUND' } },
    ]);
    expect(body).not.toHaveProperty('data');
  });

  it.each([
    ['gty', { sub: 'app@clients', gty: 'client-credentials' }],
    ['the subject', { sub: 'app@clients' }],
    ['client_id, by RFC 9068', { sub: 'app', client_id: 'app' }],
  ])("is FORBIDDEN for an application's token, known by %s", async (_, claims) => {
    const token = await tenant.issuer.token({ claims });
    for (const query of [
      '{ me { id } }',
      'mutation { updateMyMetadata(metadata: { a: 1 }) { id } }',
    ]) {
      const { status, headers, body } = await api.as(token).query(query);
      expect(status).toBe(403);
      expect(headers.get('www-authenticate')).toBeNull();
      expect(body.errors?.map(({ message, extensions }) => ({ message, extensions }))).toEqual([
        {
          message: 'This access token belongs to an application, not to a user.',
          extensions: { code: 'FORBIDDEN' },
        },
      ]);
    }
  });

  it.each([
    ['..', 404],
    ['.', 404],
    ['auth0|\ud800', 401],
  ])('never leaves the path of one user: %j', async (sub, expected) => {
    tenant.takeCounts();
    const { status } = await api.as(await tenant.token(sub)).query('{ me { id } }');
    expect(status).toBe(expected);
    expect(tenant.takeCounts().profiles).toBe(0);
  });

  it.each(['auth0|a/../../clients', 'auth0|a?fields=app_metadata', '../clients', 'a%2F..%2F..'])(
    'sends %j as one segment',
    async (sub) => {
      const { status } = await api.as(await tenant.token(sub)).query('{ me { id } }');
      expect(status).toBe(404);
    },
  );

  it('gives each of 20 parallel callers their own profile', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => (index % 2 ? ADA : BEN));
    const answers = await Promise.all(
      ids.map(
        async (id) =>
          (await api.as(await tenant.token(id, { jti: Math.random() })).query('{ me { id } }')).body
            .data.me.id as string,
      ),
    );
    expect(answers).toEqual(ids);
  });
});

describe('a caller without a token', () => {
  it.each([
    ['me', '{ me { id } }'],
    ['user', '{ user(id: "auth0|1") { id } }'],
    ['updateMyMetadata', 'mutation { updateMyMetadata(metadata: { a: 1 }) { id } }'],
  ])('is refused %s', async (field, query) => {
    const { status, headers, body } = await api.anonymous.query(query);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body).toEqual({
      errors: [
        {
          message: 'Unauthorized',
          locations: [{ line: 1, column: query.indexOf(field) + 1 }],
          path: [field],
          extensions: {
            code: 'UNAUTHENTICATED',
            reason: 'token_missing',
            hint: expect.any(String),
          },
        },
      ],
    });
  });
});

describe('user(id)', () => {
  it('is open to callers with the permission read:users', async () => {
    const { body } = await ada.query(`{ user(id: "${BEN}") { id email } }`);
    expect(body).toEqual({ data: { user: { id: BEN, email: 'ben@example.com' } } });
  });

  it('is open to an application with that scope', async () => {
    const token = await tenant.token('app@clients', { scope: 'write:users read:users' });
    const { status } = await api.as(token).query(`{ user(id: "${BEN}") { id } }`);
    expect(status).toBe(200);
  });

  it.each([
    ['no permissions', { permissions: [] }],
    [
      'no permissions but a scope, where the issuer uses permissions',
      { permissions: [], scope: 'read:users' },
    ],
    ['another scope', { scope: 'read:users:all openid' }],
    ['neither claim', {}],
  ])('is FORBIDDEN with %s', async (_, claims) => {
    const { status, headers, body } = await api
      .as(await tenant.token(BEN, claims))
      .query(`{ user(id: "${ADA}") { id } }`);
    expect(status).toBe(403);
    expect(headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="read:users"',
    );
    expect(body.errors?.[0]?.extensions).toEqual({
      code: 'FORBIDDEN',
      hint: expect.any(String),
    });
  });

  it('is NOT_FOUND for an unknown user', async () => {
    const { status, body } = await ada.query(
      '{ user(id: "auth0|000000000000000000000000") { id } }',
    );
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({
      status: 404,
      code: 'NOT_FOUND',
    });
  });

  it('fetches each of several users once, and a few at a time', async () => {
    tenant.takeCounts();
    tenant.management.faults.set('managementApi', { kind: 'delay', milliseconds: 20 });
    const fields = crowd.flatMap(({ profile }, index) => [
      `a${index}: user(id: "${profile.user_id}") { id }`,
      `b${index}: user(id: "${profile.user_id}") { id email }`,
    ]);
    const { status } = await ada.query(`{ ${fields.join(' ')} }`);
    expect(status).toBe(200);
    const { total, maxConcurrent } = tenant.management.requests.of('managementApi');
    expect(total).toBe(crowd.length);
    expect(maxConcurrent).toBeLessThanOrEqual(5);
  });
});
