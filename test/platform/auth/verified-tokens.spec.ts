import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Caller } from '../../../src/platform/auth/caller.js';
import type { TrustedIssuer } from '../../../src/platform/auth/issuers/trusted-issuer.js';
import { VerifiedTokens } from '../../../src/platform/auth/token/verified-tokens.js';
import { loadSettings } from '../../../src/platform/config/load-settings.js';
import { usedHeap } from '../../support/used-heap.js';

const createMemory = (mib = 8) =>
  new VerifiedTokens(
    loadSettings({
      AUTH0_DOMAIN: 'issuer.example',
      AUTH0_AUDIENCE: 'api',
      TOKEN_MEMORY_MIB: String(mib),
    }),
  );

/** Every token ends with one of its own. */
const signatureOf = (text: string) => createHash('sha512').update(text).digest('base64url');

afterEach(() => void jest.useRealTimers());

describe('remembered tokens', () => {
  const keys = { keySetVersion: 1 };
  beforeEach(() => void (keys.keySetVersion = 1));
  const settings = {
    url: 'https://issuer.example/',
    kind: 'oidc',
    permissionsClaim: 'permissions',
  };
  const issuer = { settings, keys } as unknown as TrustedIssuer;
  const seconds = () => Date.now() / 1000;
  const caller = (token: string, exp = seconds() + 60, claims = {}) =>
    new Caller(issuer.settings, { sub: 'x', exp, ...claims }, token);

  it('are forgotten after 60 s, or when they expire', () => {
    const tokens = createMemory();
    tokens.remember(caller('long', seconds() + 3_600), issuer, 1);
    tokens.remember(caller('short', seconds() + 10), issuer, 1);
    tokens.remember(caller('over', seconds() - 3), issuer, 1);
    const findAfter = (ms: number) => {
      const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + ms);
      const found = ['long', 'short', 'over'].filter((token) => tokens.find(token));
      clock.mockRestore();
      return found;
    };
    expect(findAfter(0)).toEqual(['long', 'short']);
    expect(findAfter(9_000)).toEqual(['long', 'short']);
    expect(findAfter(10_001)).toEqual(['long']);
    expect(findAfter(59_000)).toEqual(['long']);
    expect(findAfter(60_001)).toEqual([]);
  });

  it('free their memory when they expire, also when they never come back', () => {
    jest.useFakeTimers();
    const tokens = createMemory();
    tokens.remember(caller('long', seconds() + 3_600), issuer, 1);
    tokens.remember(caller('short', seconds() + 10), issuer, 1);
    expect(tokens.size).toBe(2);
    jest.advanceTimersByTime(11_000);
    expect(tokens.size).toBe(1);
    jest.advanceTimersByTime(50_000);
    expect(tokens.size).toBe(0);
  });

  it('are forgotten when the keys change, even during their verification', () => {
    const tokens = createMemory();
    tokens.remember(caller('token'), issuer, 1);
    expect(tokens.find('token')).toBeDefined();
    keys.keySetVersion = 2;
    expect(tokens.find('token')).toBeUndefined();
    tokens.remember(caller('late'), issuer, 1);
    expect(tokens.find('late')).toBeUndefined();
  });

  it('are those that were verified: another token with the end of one is not known', () => {
    const tokens = createMemory();
    const signature = signatureOf('claims');
    tokens.remember(caller(`header.claims.${signature}`), issuer, keys.keySetVersion);
    for (const other of [
      `header.others.${signature}`,
      `header.claims.x${signature.slice(1)}`,
      `xheader.claims.${signature}`,
      signature,
      signature.slice(-32),
      '',
    ]) {
      expect(tokens.find(other)).toBeUndefined();
    }
    expect(tokens.find(`header.claims.${signature}`)).toBeDefined();
  });

  const list = (count: number, item: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => item(index));
  /** Claims as JSON, of up to 6 KiB: more does not fit into a token of 8 KiB. */
  const shapes: [string, (id: number) => string][] = [
    ['of Auth0', () => '"azp":"client","aud":["api","userinfo"],"scope":"openid profile email"'],
    ['with one long claim', (id) => `"text":"${String(id).padEnd(6_000, 'x')}"`],
    ['with one long claim beyond Latin', (id) => `"text":"${String(id).padEnd(2_000, '世')}"`],
    ['with many claims', (id) => String(list(500, (index) => `"x${index}x${id}":1`))],
    ['with many empty lists', () => `"lists":[${list(2_000, () => '[]')}]`],
    ['with many empty objects', () => `"objects":[${list(2_000, () => '{}')}]`],
    ['with nested lists', () => `"deep":${'['.repeat(3_000)}${']'.repeat(3_000)}`],
    [
      'with many permissions',
      (id) => `"permissions":[${list(500, (index) => `"p${index}x${id}"`)}]`,
    ],
    ['with many scopes', (id) => `"scope":"${list(500, (index) => `p${index}x${id}`).join(' ')}"`],
    ['with many numbers', (id) => `"numbers":[${list(1_000, (index) => `${index}.${id}1`)}]`],
  ];

  it.each(shapes)('take no more than twice 8 MiB: 700 %s', (_, claims) => {
    const tokens = createMemory();
    const before = usedHeap();
    for (let id = 0; id < 700; id += 1) {
      const json = `{"sub":"user ${id}","exp":${seconds() + 60},${claims(id)}}`;
      const token = `${Buffer.from(json).toString('base64url')}.${signatureOf(json)}`;
      const parsed = JSON.parse(json) as Record<string, unknown>;
      tokens.remember(new Caller(issuer.settings, parsed, token), issuer, keys.keySetVersion);
    }
    const used = usedHeap() - before;
    expect(tokens.size).toBeGreaterThan(30);
    expect(used / 1024 / 1024).toBeLessThan(16);
  });

  const numbered = (count: number, kind: string) =>
    list(count, (index) => `token.${signatureOf(`${kind} ${index}`)}`);
  const use = (tokens: VerifiedTokens, token: string) => {
    const isKnown = tokens.find(token) !== undefined;
    if (!isKnown) tokens.remember(caller(token), issuer, keys.keySetVersion);
    return isKnown;
  };

  it.each([
    [4_000, 8],
    [500, 1],
  ])('are %i at most, in %i MiB', (most, mib) => {
    const tokens = createMemory(mib);
    const all = numbered(6_000, 'x');
    for (const token of [...all, ...all]) use(tokens, token);
    expect(all.filter((token) => tokens.find(token)).length).toBe(most);
  });

  it('are those that came once, while there is room', () => {
    const tokens = createMemory(1);
    const all = numbered(375, 'x');
    for (const token of all) expect(use(tokens, token)).toBe(false);
    for (const token of all) expect(use(tokens, token)).toBe(true);
  });

  it('come twice before they are remembered, where there is little room', () => {
    const tokens = createMemory(1);
    for (const token of numbered(375, 'x')) use(tokens, token);
    expect(list(3, () => '').map(() => use(tokens, 'token.newcomer'))).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('keep their place beside any number of tokens that come once', () => {
    const tokens = createMemory(1);
    const regular = numbered(375, 'regular');
    for (const token of regular) use(tokens, token);
    for (const token of numbered(10_000, 'flood')) use(tokens, token);
    expect(regular.every((token) => tokens.find(token))).toBe(true);
  });
});
