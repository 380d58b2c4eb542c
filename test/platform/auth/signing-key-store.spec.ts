import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { KEY_STORE_POLICY } from '../../../src/platform/auth/issuers/key-store-policy.js';
import { SigningKeyStore } from '../../../src/platform/auth/issuers/signing-key-store.js';
import type { SigningKeys } from '../../../src/platform/auth/issuers/signing-keys.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let now: number;
let requests: number;
/** What the issuer publishes, or what becomes of asking it. */
let published: SigningKeys | Error;
let isSilent: boolean;
let store: SigningKeyStore;
let old: KeyObject;

beforeEach(() => {
  now = 0;
  requests = 0;
  isSilent = false;
  old = createKey();
  published = new Map([['old', old]]);
  store = new SigningKeyStore(load, KEY_STORE_POLICY, () => now);
});

describe('a cold store', () => {
  it('asks once for 50 callers at once', async () => {
    const found = await Promise.all(times(50, () => store.find('old')));
    expect(found.every((one) => one?.key === old)).toBe(true);
    expect(requests).toBe(1);
  });

  it('asks once for 1,000 unknown keys, and finds the known one among them', async () => {
    const unknown = times(1_000, (index) => store.find(`random ${index}`));
    expect((await store.find('old'))?.key).toBe(old);
    expect(await Promise.all(unknown)).toEqual(times(1_000, () => undefined));
    expect(requests).toBe(1);
  });

  it('fails for all callers alike while the issuer is down, and asks every 2 s at most', async () => {
    published = new Error('down');
    const outcomes = await Promise.allSettled(times(50, () => store.find('old')));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    await expect(store.find('old')).rejects.toThrow('down');
    now += 1_999;
    await expect(store.find('old')).rejects.toThrow('down');
    expect(requests).toBe(1);
    now += 1;
    await expect(store.find('old')).rejects.toThrow('down');
    expect(requests).toBe(2);
    expect(store.isReady).toBe(false);
  });

  it('recovers by itself as soon as the issuer does', async () => {
    published = new Error('down');
    await expect(store.find('old')).rejects.toThrow('down');
    published = new Map([['old', old]]);
    now += 2 * SECOND;
    expect((await store.find('old'))?.key).toBe(old);
    expect(store.isReady).toBe(true);
  });
});

describe('a warm store', () => {
  beforeEach(async () => {
    await store.find('old');
    now += SECOND;
  });

  it('asks for no known key within 5 minutes', async () => {
    now += 4 * MINUTE;
    await Promise.all(times(50, () => store.find('old')));
    expect(requests).toBe(1);
  });

  it('then refreshes in the background', async () => {
    now += 5 * MINUTE;
    let isLoaded = false;
    published = new Map([['old', createKey()]]);
    void store.refresh().then(() => (isLoaded = true));
    expect((await store.find('old'))?.key).toBe(old);
    expect(isLoaded).toBe(false);
    await settled();
    expect(requests).toBe(2);
  });

  it('asks three times for a burst of unknown keys, then once in 5 s', async () => {
    const flood = async (milliseconds: number) => {
      const before = requests;
      for (let wave = 0; wave < milliseconds / 100; wave += 1) {
        const unknown = times(10, (index) => store.find(`random ${now} ${index}`));
        expect(await Promise.all(unknown)).toEqual(times(10, () => undefined));
        now += 100;
      }
      return requests - before;
    };
    expect(await flood(4_900)).toBe(3);
    expect(await flood(60 * SECOND)).toBe(12);
    expect(await flood(60 * SECOND)).toBe(12);
  });

  it('saves up three fetches at most, however long it is idle', async () => {
    now += 4 * MINUTE;
    for (let wave = 0; wave < 10; wave += 1) await store.find(`random ${wave}`);
    expect(requests).toBe(1 + 3);
  });

  it('has a known key wait for nothing during a flood, even when the issuer is silent', async () => {
    isSilent = true;
    void Promise.allSettled(times(100, (index) => store.find(`random ${index}`)));
    expect((await store.find('old'))?.key).toBe(old);
    expect(requests).toBe(2);
  });

  it('finds a new key at once after stray unknown ones', async () => {
    await store.find('stray');
    await store.find('another');
    const fresh = createKey();
    published = new Map([
      ['old', old],
      ['fresh', fresh],
    ]);
    expect((await store.find('fresh'))?.key).toBe(fresh);
  });

  it('finds a new key after 5 s of a flood that goes on', async () => {
    for (let wave = 0; wave < 10; wave += 1) await store.find(`random ${wave}`);
    published = new Map([['fresh', createKey()]]);
    expect(await store.find('fresh')).toBeUndefined();
    now += 4_999;
    expect(await store.find('fresh')).toBeUndefined();
    now += 1;
    expect(await store.find('random again')).toBeUndefined();
    expect(await store.find('fresh')).toBeDefined();
  });

  it('refuses an unknown key at once while the bucket is empty', async () => {
    for (let wave = 0; wave < 3; wave += 1) await store.find(`random ${wave}`);
    isSilent = true;
    expect(await store.find('random again')).toBeUndefined();
  });

  it('finds a new key at once, with one request for all its callers', async () => {
    const fresh = createKey();
    published = new Map([
      ['old', old],
      ['fresh', fresh],
    ]);
    const found = await Promise.all(times(50, () => store.find('fresh')));
    expect(found.every((one) => one?.key === fresh)).toBe(true);
    expect((await store.find('old'))?.key).toBe(old);
    expect(requests).toBe(2);
  });

  it('finds a new key during a flood of unknown ones', async () => {
    published = new Map([['fresh', createKey()]]);
    const [unknown, found] = await Promise.all([store.find('random'), store.find('fresh')]);
    expect(unknown).toBeUndefined();
    expect(found).toBeDefined();
    expect(requests).toBe(2);
  });

  it('forgets a withdrawn key at the next refresh', async () => {
    published = new Map([['fresh', createKey()]]);
    now += 5 * MINUTE;
    await store.find('old');
    await settled();
    expect(await store.find('old')).toBeUndefined();
  });

  it('forgets a withdrawn key after 10 minutes without any traffic', async () => {
    published = new Map([['fresh', createKey()]]);
    now += 10 * MINUTE;
    expect(await store.find('old')).toBeUndefined();
  });
});

describe('a warm store during an outage', () => {
  beforeEach(async () => {
    await store.find('old');
    published = new Error('down');
    now += 1;
  });

  it.each([5 * MINUTE + 1, 10 * MINUTE + 1, HOUR, 24 * HOUR - 1])(
    'serves what it knows after %d ms',
    async (age) => {
      now += age;
      expect((await store.find('old'))?.key).toBe(old);
      await settled();
      expect((await store.find('old'))?.key).toBe(old);
      expect(store.isReady).toBe(true);
    },
  );

  it('serves nothing after 24 h', async () => {
    now += 24 * HOUR + 1;
    await expect(store.find('old')).rejects.toThrow('down');
    expect(store.isReady).toBe(false);
  });

  it('answers at once after a failure', async () => {
    now += HOUR;
    await store.find('old');
    await settled();
    isSilent = true;
    now += 3 * SECOND;
    expect((await store.find('old'))?.key).toBe(old);
    expect(requests).toBe(3);
  });

  it('asks at most every 2 s', async () => {
    now += HOUR;
    for (let tenth = 0; tenth < 40; tenth += 1) {
      await store.find('old');
      now += 100;
    }
    expect(requests).toBe(1 + 2);
  });

  it('answers that an unknown key cannot be judged, not that it does not exist', async () => {
    await expect(store.find('fresh')).rejects.toThrow('down');
    await expect(store.find('fresh')).rejects.toThrow('down');
    expect(requests).toBe(2);
  });

  it('asks for unknown keys every 2 s at most', async () => {
    for (let second = 0; second < 30; second += 1) {
      await expect(store.find(`random ${second}`)).rejects.toThrow('down');
      now += SECOND;
    }
    expect(requests).toBe(1 + 15);
  });

  it('learns of a rotation 2 s after the issuer is back', async () => {
    await expect(store.find('fresh')).rejects.toThrow('down');
    published = new Map([['fresh', createKey()]]);
    now += 2 * SECOND;
    expect(await store.find('fresh')).toBeDefined();
    expect(await store.find('old')).toBeUndefined();
  });

  it('leaves the three fetches for afterwards', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await expect(store.find('random')).rejects.toThrow('down');
      now += 2 * SECOND;
    }
    published = new Map([['old', old]]);
    const before = requests;
    for (let wave = 0; wave < 5; wave += 1) await store.find(`random ${wave}`);
    expect(requests - before).toBe(3);
  });
});

describe('the keySetVersion', () => {
  it('grows when a key comes, goes or changes, and only then', async () => {
    await store.find('old');
    const generations = [store.keySetVersion];
    const second = createKey();
    const steps: [string, KeyObject][][] = [
      [['old', copyOf(old)]],
      [
        ['old', old],
        ['second', second],
      ],
      [
        ['second', copyOf(second)],
        ['old', old],
      ],
      [['second', second]],
      [['second', createKey()]],
    ];
    for (const step of steps) {
      published = new Map(step);
      await store.refresh();
      generations.push(store.keySetVersion);
    }
    expect(generations).toEqual([1, 1, 2, 2, 3, 4]);
  });

  it('comes with each key, as of the moment the key was selected', async () => {
    const before = await store.find('old');
    published = new Map([
      ['old', old],
      ['fresh', createKey()],
    ]);
    await store.refresh();
    expect(before?.keySetVersion).toBe(1);
    expect((await store.find('old'))?.keySetVersion).toBe(2);
  });

  it('does not change in a failure', async () => {
    await store.find('old');
    published = new Error('down');
    await expect(store.refresh()).rejects.toThrow('down');
    expect(store.keySetVersion).toBe(1);
  });
});

async function load(): Promise<SigningKeys> {
  requests += 1;
  await settled();
  if (isSilent) await new Promise(() => undefined);
  if (published instanceof Error) throw published;
  return published;
}

function createKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
}

function copyOf(key: KeyObject): KeyObject {
  return createPublicKey(key.export({ type: 'spki', format: 'pem' }));
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** After all promises that are on their way. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
