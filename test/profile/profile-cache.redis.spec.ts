import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { createProfileStore } from '../../src/profile/cache/create-profile-store.js';
import { ProfileCache } from '../../src/profile/cache/profile-cache.js';
import { RedisConnection } from '../../src/platform/redis/redis-connection.js';
import type { Profile } from '../../src/profile/sources/profile-source.js';
import type { User } from '../../src/profile/user.model.js';
import { ProfileSettings } from '../../src/profile/profile.settings.js';
import { RedisServer } from '../support/redis-server.js';
import { endsWithin } from '../support/ends-within.js';
import { until } from '../support/until.js';

const WAITER = { caller: 'somebody' };

let redis: RedisServer;
let replicas: Replica[];
let keys = 0;
let key: string;

/** What one process keeps: a store and a cache of its own, and a count of its upstream calls. */
class Replica {
  calls = 0;

  private constructor(
    readonly redis: RedisConnection,
    readonly cache: ProfileCache,
  ) {}

  static async start(url: string): Promise<Replica> {
    const settings = new ProfileSettings({ profileCacheSeconds: 60 });
    const connection = new RedisConnection(url);
    await connection.onModuleInit();
    const store = await createProfileStore(settings, connection);
    return new Replica(connection, new ProfileCache(store, 60_000));
  }

  async me(name: string): Promise<User> {
    const { user } = await this.get(() => {
      this.calls += 1;
      return Promise.resolve(profileOf(name));
    });
    return user;
  }

  get(fetch: () => Promise<Profile>): Promise<Profile> {
    return this.cache.get({ id: 'auth0|1', key, shareKey: key, isBusy: false, fetch }, WAITER);
  }

  update(name: string): Promise<Profile> {
    const send = () => Promise.resolve(profileOf(name));
    return this.cache.update({ key, send }, WAITER, () => Promise.resolve());
  }
}

const USER: User = {
  ...{ id: 'auth0|1', name: 'old', nickname: null, givenName: null, familyName: null },
  ...{ username: null, email: null, emailVerified: null, phoneNumber: null, phoneVerified: null },
  ...{ picture: null, createdAt: null, updatedAt: null, lastLogin: null, loginsCount: null },
  userMetadata: { theme: 'dark' },
};

function profileOf(name: string): Profile {
  return { user: { ...USER, name }, isBlocked: false };
}

beforeAll(async () => {
  Logger.overrideLogger(false);
  redis = await RedisServer.start();
});
afterAll(() => redis.kill());
beforeEach(async () => {
  key = `key-${(keys += 1)}`;
  replicas = await Promise.all([Replica.start(redis.url), Replica.start(redis.url)]);
});
afterEach(() => {
  for (const replica of replicas) replica.redis.onModuleDestroy();
});

function pair(): [Replica, Replica] {
  return replicas as [Replica, Replica];
}

describe('two replicas on one Redis', () => {
  it('share a profile', async () => {
    const [one, other] = pair();
    await one.me('first');
    expect((await other.me('never asked')).name).toBe('first');
    expect(other.calls).toBe(0);
  });

  it("see each other's updates at once", async () => {
    const [one, other] = pair();
    await one.me('old');
    await other.me('old');
    await one.update('new');
    expect((await other.me('never asked')).name).toBe('new');
  });

  it('never undo an update with an older answer', async () => {
    const [one, other] = pair();
    let answer: (profile: Profile) => void = () => undefined;
    const slow = one.get(() => new Promise((resolve) => (answer = resolve)));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await other.update('new');
    answer(profileOf('old'));
    await slow;
    expect((await one.me('newest')).name).toBe('newest');
    expect((await other.me('never asked')).name).toBe('newest');
  });

  it('have no personal data in the names of keys', async () => {
    const [one] = pair();
    await one.me('first');
    const names = await one.redis.client.keys('*');
    expect(names).not.toEqual([]);
    expect(names.join()).not.toContain('auth0');
  });
});

describe('an entry that somebody else wrote into Redis', () => {
  const PROFILE = { user: USER, isBlocked: false };
  const ENTRY = { version: '', profile: PROFILE, fetchedAt: Date.now() };
  const HOUR_MS = 3_600_000;

  /** Writes it in place of the entry that the store wrote. */
  async function plant(value: unknown, text = JSON.stringify(value)): Promise<Replica> {
    const [one] = pair();
    const { client } = one.redis;
    await one.me('old');
    const [name] = (await client.keys(`*${key}`)) as [string];
    await client.set(name, text);
    return one;
  }

  it('is served when it is well-formed', async () => {
    const one = await plant({ ...ENTRY, fetchedAt: Date.now() });
    expect(await one.me('new')).toEqual(USER);
  });

  it.each([
    ['of another user', { ...ENTRY, profile: { ...PROFILE, user: { ...USER, id: 'auth0|2' } } }],
    ['from the future', { ...ENTRY, fetchedAt: Date.now() + HOUR_MS }],
    ['of no time', { ...ENTRY, fetchedAt: null }],
    ['of a time that is not a number', { ...ENTRY, fetchedAt: '0' }],
    ['without a profile', { version: '', fetchedAt: Date.now() }],
    ['with a profile that is a list', { ...ENTRY, profile: [] }],
    ['without a user', { ...ENTRY, profile: { isBlocked: false } }],
    ['that does not say whether the user is blocked', { ...ENTRY, profile: { user: USER } }],
    ['with a name that is an object', withUser({ name: { toString: 1 } })],
    ['with a count that is a text', withUser({ loginsCount: '7' })],
    ['with a count that GraphQL cannot hold', withUser({ loginsCount: 2 ** 40 })],
    ['with metadata that is a list', withUser({ userMetadata: [] })],
    ['without a field', withUser({ email: undefined })],
    ['that is a text', 'entry'],
    ['that is null', null],
    ['that is a list', []],
  ])('is not believed when it is one %s', async (_, value) => {
    const one = await plant(value);
    const before = one.calls;
    expect((await one.me('new')).name).toBe('new');
    expect(one.calls).toBe(before + 1);
  });

  it('is not believed when it is not JSON', async () => {
    const one = await plant(ENTRY, '{');
    expect((await one.me('new')).name).toBe('new');
  });

  it('shows no field that the API does not know', async () => {
    const one = await plant(withUser({ appMetadata: { role: 'admin' } }));
    expect(await one.me('new')).toEqual(USER);
  });

  function withUser(changes: Record<string, unknown>) {
    return { ...ENTRY, profile: { ...PROFILE, user: { ...USER, ...changes } } };
  }
});

describe('when Redis', () => {
  it('is killed under load and restarted, no request fails and it is used again', async () => {
    const [one] = pair();
    let failures = 0;
    let isOver = false;
    const load = Array.from({ length: 20 }, async () => {
      while (!isOver) {
        await one.me('name').catch(() => (failures += 1));
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    });
    await redis.kill();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await redis.start();
    const [, other] = pair();
    await until('Redis is back', () => other.redis.isUp && one.redis.isUp);
    isOver = true;
    await Promise.all(load);
    expect(failures).toBe(0);
    await one.me('name');
    const before = other.calls;
    await other.me('name');
    expect(other.calls).toBe(before);
  });

  it('hangs, a request takes no longer than a second', async () => {
    const [one] = pair();
    redis.freeze();
    try {
      expect((await endsWithin(1_200, one.me('name'))).name).toBe('name');
    } finally {
      redis.thaw();
    }
  });

  it('was down during an update, it does not bring back the old value', async () => {
    const [one] = pair();
    await one.me('old');
    redis.freeze();
    await one.update('new');
    expect((await one.me('never asked')).name).toBe('new');
    redis.thaw();
    await until('Redis is back', () => one.redis.isUp);
    expect((await one.me('newest')).name).toBe('newest');
  });

  it('cannot be reached at the start, the API works and connects later', async () => {
    await redis.kill();
    const late = await Replica.start(redis.url);
    replicas.push(late);
    expect((await late.me('name')).name).toBe('name');
    await redis.start();
    await until('Redis is there', () => late.redis.isUp);
  });
});
