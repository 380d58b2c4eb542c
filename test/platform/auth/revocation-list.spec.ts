import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AccessChange } from '../../../src/platform/auth/revocation/access-change.js';
import { RevocationList } from '../../../src/platform/auth/revocation/revocation-list.js';

const ISSUER = 'https://one.example/';
const OTHER = 'https://other.example/';
const DAY = 24 * 60 * 60;
const START = 1_700_000_000;

let now: number;
let list: RevocationList;

beforeEach(() => {
  now = START;
  list = new RevocationList(() => now, 10);
});

/** The verdict on a token that was issued a minute ago, unless its claims say otherwise. */
const judge = (subject: string, claims: Record<string, unknown> = {}) =>
  list.find({ subject, claims: { iss: ISSUER, sub: subject, iat: now - 60, ...claims } });
const apply = (...changes: AccessChange[]) => changes.forEach((change) => list.apply(change));

const signedOut = (subject: string, issuer = ISSUER): AccessChange => ({
  ...{ kind: 'signed_out', issuer, subject, issuedBefore: now },
});
const sessionEnded = (session: string, subject?: string, issuer = ISSUER): AccessChange => ({
  ...{ kind: 'session_ended', issuer, session, subject, issuedBefore: now },
});

describe('a subject that signed out', () => {
  it('is refused with older tokens, and not with newer ones', () => {
    apply(signedOut('ada'));
    expect(judge('ada')).toBe('token_revoked');
    expect(judge('ada', { iat: now })).toBeUndefined();
    expect(judge('ben')).toBeUndefined();
    expect(judge('ada', { iss: OTHER })).toBeUndefined();
  });

  it('stays refused where an older sign-out becomes visible late', () => {
    const late = signedOut('ada');
    now += 100;
    apply(signedOut('ada'), late);
    expect(judge('ada')).toBe('token_revoked');
  });

  it.each([
    ['has no iat', undefined],
    ['has an iat that is not a number', '1700000000'],
  ])('is refused with a token that %s', (_, iat) => {
    apply(signedOut('ada'));
    expect(judge('ada', { iat })).toBe('token_revoked');
  });
});

describe('a session that ended', () => {
  it('is refused whenever its token was issued, and no other session of the subject', () => {
    apply(sessionEnded('s1', 'ada'));
    expect(judge('ada', { sid: 's1', iat: now + 60 })).toBe('token_revoked');
    expect(judge('ada', { sid: 's2' })).toBeUndefined();
  });

  it('ends older tokens of its subject that name no session', () => {
    apply(sessionEnded('s1', 'ada'));
    expect(judge('ada')).toBe('token_revoked');
    expect(judge('ada', { iat: now })).toBeUndefined();
  });
});

describe('a suspended account', () => {
  it('is refused until it is reinstated', () => {
    apply({ kind: 'suspended', issuer: ISSUER, subject: 'ada' });
    expect(judge('ada', { iat: now + 60 })).toBe('account_suspended');
    apply({ kind: 'reinstated', issuer: ISSUER, subject: 'ada' });
    expect(judge('ada')).toBeUndefined();
  });

  it('is never forgotten, however old it is and however many there are', () => {
    const names = Array.from({ length: 50 }, (_, index) => `user${index}`);
    for (const subject of names) apply({ kind: 'suspended', issuer: ISSUER, subject });
    now += 400 * DAY;
    list.prune();
    expect(names.map((subject) => judge(subject))).toEqual(names.map(() => 'account_suspended'));
    apply(signedOut('ada'));
    expect(judge('ada')).toBe('token_revoked');
    expect(list).toMatchObject({ size: 51, forgotten: 0 });
  });
});

describe('an entry', () => {
  const entries: readonly [string, () => AccessChange][] = [
    ['of a sign-out', () => signedOut('ada')],
    ['of a session', () => sessionEnded('s1', 'ada')],
    ['of a token', () => ({ kind: 'token_revoked', issuer: ISSUER, token: 't1' })],
  ];

  it.each(entries)('%s falls out after 31 days, when its tokens have expired', (_, create) => {
    apply(create());
    const { size } = list;
    now += 31 * DAY;
    list.prune();
    expect(list.size).toBe(size);
    now += 1;
    list.prune();
    expect(list).toMatchObject({ size: 0, forgotten: 0 });
  });

  it('that was renewed stays for 31 days more', () => {
    apply(signedOut('ada'));
    now += 20 * DAY;
    apply(signedOut('ada'));
    now += 20 * DAY;
    list.prune();
    expect(list.size).toBe(1);
  });
});

describe('more entries than the list may hold', () => {
  const people = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);

  it('push out the oldest ones of all issuers together', () => {
    for (const subject of people('user', 6)) {
      now += 1;
      apply(signedOut(subject), signedOut(subject, OTHER));
    }
    expect(list).toMatchObject({ size: 10, forgotten: 2 });
    const lost = [judge('user0'), judge('user0', { iss: OTHER })];
    const kept = [judge('user1'), judge('user1', { iss: OTHER })];
    expect(lost).toEqual([undefined, undefined]);
    expect(kept).toEqual(['token_revoked', 'token_revoked']);
  });

  it('count each subject, session and token once', () => {
    for (let times = 0; times < 100; times += 1) {
      now += 1;
      apply(signedOut('ada'), sessionEnded('s1', 'ben'));
    }
    expect(list).toMatchObject({ size: 3, forgotten: 0 });
  });

  it('do not push out a sign-out while there are ended sessions', () => {
    apply(signedOut('victim'));
    for (const session of people('flood', 1_000)) {
      now += 1;
      apply(sessionEnded(session, 'attacker', OTHER));
    }
    expect(judge('victim', { iat: START - 60 })).toBe('token_revoked');
    expect(list.size).toBeLessThanOrEqual(10);
    expect(judge('attacker', { iss: OTHER, sid: 'flood999' })).toBe('token_revoked');
  });
});
