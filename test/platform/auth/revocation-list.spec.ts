import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AccessChange } from '../../../src/platform/auth/revocation/access-change.js';
import { RevocationList } from '../../../src/platform/auth/revocation/revocation-list.js';

const ISSUER = 'https://one.example/';
const OTHER = 'https://other.example/';
const DAY = 24 * 60 * 60;
const MINUTE = 60;
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
    list.moments.prune();
    expect(names.map((subject) => judge(subject))).toEqual(names.map(() => 'account_suspended'));
    apply(signedOut('ada'));
    expect(judge('ada')).toBe('token_revoked');
    expect(list.size).toBe(51);
    expect(list.moments.evictions).toBe(0);
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
    now += 31 * DAY + MINUTE;
    list.moments.prune();
    expect(list.size).toBe(size);
    now += 1;
    list.moments.prune();
    expect(list.size).toBe(0);
    expect(list.moments.evictions).toBe(0);
  });

  it('that was renewed stays for 31 days more', () => {
    apply(signedOut('ada'));
    now += 20 * DAY;
    apply(signedOut('ada'));
    now += 20 * DAY;
    list.moments.prune();
    expect(list.size).toBe(1);
  });
});

describe('more entries than the list may hold', () => {
  const people = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  const mayBeOutside = (subject: string, claims: Record<string, unknown> = {}) =>
    list.mayBeOutside({ subject, claims: { iss: ISSUER, sub: subject, iat: now - 60, ...claims } });

  it('push out the oldest ones of all issuers together, and are still known to be somewhere', () => {
    for (const subject of people('user', 6)) {
      now += 1;
      apply(signedOut(subject), signedOut(subject, OTHER));
    }
    expect(list.size).toBe(10);
    expect(list.moments.evictions).toBe(2);
    const lost = [judge('user0'), judge('user0', { iss: OTHER })];
    const kept = [judge('user1'), judge('user1', { iss: OTHER })];
    expect(lost).toEqual([undefined, undefined]);
    expect(kept).toEqual(['token_revoked', 'token_revoked']);
    expect([mayBeOutside('user0'), mayBeOutside('user0', { iss: OTHER })]).toEqual([true, true]);
  });

  it('leave alone the tokens that none of them could concern', () => {
    for (const subject of people('user', 11)) apply(signedOut(subject));
    expect(mayBeOutside('user0')).toBe(true);
    expect(mayBeOutside('user0', { iat: now })).toBe(false);
    expect(mayBeOutside('user0', { iss: OTHER })).toBe(false);
    now += 31 * DAY + MINUTE + 1;
    list.moments.prune();
    expect(mayBeOutside('user0', { iat: START - 60 })).toBe(false);
  });

  it.each<[string, (name: string) => AccessChange, Record<string, unknown>]>([
    ['a session', (session) => sessionEnded(session), { sid: 'any', iat: START + 60 }],
    ['a token', (token) => ({ kind: 'token_revoked', issuer: ISSUER, token }), { jti: 'any' }],
    ['a subject without a session', (name) => sessionEnded(name, name), { sid: undefined }],
  ])('could concern %s that left the list', (_, create, claims) => {
    for (const name of people('user', 11)) apply(create(name));
    expect(mayBeOutside('ada', claims)).toBe(true);
    expect(mayBeOutside('ada', { ...claims, iss: OTHER })).toBe(false);
  });

  it('count each subject, session and token once', () => {
    for (let times = 0; times < 100; times += 1) {
      now += 1;
      apply(signedOut('ada'), sessionEnded('s1', 'ben'));
    }
    expect(list.size).toBe(3);
    expect(list.moments.evictions).toBe(0);
  });

  it('stay in the list for as long as it says that it knows them', () => {
    for (const subject of people('user', 10)) apply(signedOut(subject));
    const { count } = list.moments;
    apply(signedOut('late'));
    for (const subject of people('more', 8)) apply(signedOut(subject));
    expect([list.moments.knowsSince(count), judge('late')]).toEqual([true, 'token_revoked']);
    for (const subject of people('most', 10)) apply(signedOut(subject));
    expect([list.moments.knowsSince(count), judge('late')]).toEqual([false, undefined]);
  });
});

describe('a list that is read anew', () => {
  it('suspends at every moment whoever it named before and names again, and then no other', () => {
    apply(
      { kind: 'suspended', issuer: ISSUER, subject: 'ada' },
      { kind: 'suspended', issuer: ISSUER, subject: 'ben' },
    );
    list.renew();
    expect([judge('ada'), judge('ben')]).toEqual(['account_suspended', 'account_suspended']);
    apply({ kind: 'suspended', issuer: ISSUER, subject: 'ada' });
    list.confirm();
    expect([judge('ada'), judge('ben')]).toEqual(['account_suspended', undefined]);
  });
});
