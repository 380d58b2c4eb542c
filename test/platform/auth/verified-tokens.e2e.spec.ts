import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Caller } from '../../../src/platform/auth/caller.js';
import { JwtStrategy } from '../../../src/platform/auth/jwt.strategy.js';
import type { TrustedIssuer } from '../../../src/platform/auth/trusted-issuer.js';
import { TrustedIssuers } from '../../../src/platform/auth/trusted-issuers.js';
import { VerifiedTokens } from '../../../src/platform/auth/verified-tokens.js';
import { type TestApi, useApi } from '../../support/api.js';
import { expectAcceptance, expectRefusal } from '../../support/expect-refusal.js';
import { encode } from '../../support/sign-token.js';
import { createSigningKey } from '../../support/signing-key.js';
import { useIssuer } from '../../support/test-issuer.js';

describe('a running API', () => {
  const issuer = useIssuer();
  const silent = useIssuer();
  const down = useIssuer();
  let hanging: Promise<{ status: number; headers: Headers; seconds: number }>;
  const verifications = jest.spyOn(JwtStrategy.prototype, 'validate');

  beforeAll(() => {
    silent.faults.set('*', () => undefined);
    down.faults.set('*', (_, response) => response.writeHead(500).end());
  });
  const api = useApi({
    trusts: issuer,
    env: () => ({
      AUTHACTION_DOMAIN: silent.url,
      AUTHACTION_AUDIENCE: silent.audience,
      OIDC_ISSUER_URL: down.url,
      OIDC_AUDIENCE: down.audience,
    }),
  });
  beforeAll(async () => {
    const startedAt = performance.now();
    hanging = api
      .as(await silent.token())
      .query('{ guarded }')
      .then(({ status, headers }) => ({
        status,
        headers,
        seconds: (performance.now() - startedAt) / 1000,
      }));
  });
  beforeEach(() => void verifications.mockClear());

  it('asked 50 times at once on a cold start, asked its issuer once', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 50 }, (_, index) => issuer.token({ claims: { sub: `user|${index}` } })),
    );
    const answers = await Promise.all(tokens.map((token) => api.as(token).query('{ guarded }')));
    answers.forEach(expectAcceptance);
    expect(issuer.keyRequests).toBe(1);
    expect(verifications).toHaveBeenCalledTimes(50);
  });

  it('verifies a token once in a burst', async () => {
    const token = await issuer.token();
    for (let call = 0; call < 20; call += 1) {
      expectAcceptance(await api.as(token).query('{ guarded }'));
    }
    expect(verifications).toHaveBeenCalledTimes(1);
  });

  it('verifies a token once for 30 fields of one request', async () => {
    const token = await issuer.token({ claims: { sub: 'many fields' } });
    const fields = Array.from({ length: 30 }, (_, index) => `a${index}: guarded`).join(' ');
    expect((await api.as(token).query(`{ ${fields} }`)).status).toBe(200);
    expect(verifications).toHaveBeenCalledTimes(1);
  });

  it('remembers no refusal', async () => {
    const token = await issuer.token({ claims: { aud: 'other' } });
    for (let call = 0; call < 3; call += 1) {
      expectRefusal(await api.as(token).query('{ guarded }'), 'wrong_audience');
    }
    expect(verifications).toHaveBeenCalledTimes(3);
  });

  it('holds on to what it found, but not to what a later token says', async () => {
    const token = await issuer.token();
    expectAcceptance(await api.as(token).query('{ guarded }'));
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    expectRefusal(await api.as(forged).query('{ guarded }'), 'invalid_signature');
  });

  it('asks an issuer once for 300 keys that nobody knows, and keeps serving', async () => {
    const before = issuer.keyRequests;
    const good = await issuer.token();
    // Nobody gets as far as the signature, so any will do.
    const strangers = Array.from({ length: 300 }, (_, index) =>
      [encode({ alg: 'RS256', kid: `k${index}` }), ...good.split('.').slice(1)].join('.'),
    );
    for (let wave = 0; wave < 300; wave += 100) {
      const flood = strangers
        .slice(wave, wave + 100)
        .map((token) => api.as(token).query('{ guarded }'));
      const fresh = await issuer.token({ claims: { sub: `user|wave ${wave}` } });
      expectAcceptance(await api.as(fresh).query('{ guarded }'));
      for (const answer of await Promise.all(flood)) expectRefusal(answer, 'unknown_key');
    }
    expectAcceptance(await api.as(good).query('{ guarded }'));
    expect(issuer.keyRequests - before).toBe(1);
  });

  it('accepts a token of a rotated key, and forgets what was verified with a withdrawn one', async () => {
    const old = await issuer.token();
    expectAcceptance(await api.as(old).query('{ guarded }'));
    issuer.keys = [await createSigningKey()];
    await issuerIn(api).keys.refresh();
    expectAcceptance(await api.as(await issuer.token()).query('{ guarded }'));
    expectRefusal(await api.as(old).query('{ guarded }'), 'unknown_key');
  });

  it('says 503 and when to come back while an issuer is down, and serves the others', async () => {
    const { status, headers, body } = await api.as(await down.token()).query('{ guarded }');
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('2');
    expect(headers.has('www-authenticate')).toBe(false);
    expect(body).toEqual({
      errors: [
        {
          message:
            "The issuer's signing keys cannot be fetched, so the access token cannot be verified.",
          locations: [{ line: 1, column: 3 }],
          path: ['guarded'],
          extensions: { code: 'SERVICE_UNAVAILABLE' },
        },
      ],
    });
    expectAcceptance(await api.as(await issuer.token()).query('{ guarded }'));
    const bad = await down.token({ header: { alg: 'RS512' } });
    expectRefusal(await api.as(bad).query('{ guarded }'), 'wrong_algorithm');
    down.faults.clear();
  });

  it('says 503 within 6 s while an issuer is silent', async () => {
    const { status, headers, seconds } = await hanging;
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(seconds).toBeLessThan(6);
  });

  it('recovers without a restart', async () => {
    const isBack = async () =>
      (await api.as(await down.token()).query('{ guarded }')).status === 200;
    while (!(await isBack())) await new Promise((resolve) => setTimeout(resolve, 50));
  });
});

describe('remembered tokens', () => {
  const keys = { keySetVersion: 1 };
  const issuer = { settings: { url: 'https://issuer.example/' }, keys } as unknown as TrustedIssuer;
  const seconds = () => Date.now() / 1000;
  const caller = (exp: number) => new Caller(issuer.settings, { sub: 'x', exp }, 'token');

  it('are forgotten after 60 s, or with their end', () => {
    const tokens = new VerifiedTokens();
    tokens.remember('long', caller(seconds() + 3_600), issuer, 1);
    tokens.remember('short', caller(seconds() + 10), issuer, 1);
    tokens.remember('over', caller(seconds() - 3), issuer, 1);
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

  it('are forgotten when the keys changed, even between finding the key and remembering', () => {
    const tokens = new VerifiedTokens();
    tokens.remember('token', caller(seconds() + 60), issuer, 1);
    expect(tokens.find('token')).toBeDefined();
    keys.keySetVersion = 2;
    expect(tokens.find('token')).toBeUndefined();
    tokens.remember('late', caller(seconds() + 60), issuer, 1);
    expect(tokens.find('late')).toBeUndefined();
  });

  it('are bounded, by number and by size', () => {
    const tokens = new VerifiedTokens();
    const count = (length: number) => {
      const names = Array.from({ length: 6_000 }, (_, index) =>
        String(index).padStart(length, 'x'),
      );
      names.forEach((name) =>
        tokens.remember(name, caller(seconds() + 60), issuer, keys.keySetVersion),
      );
      return names.filter((name) => tokens.find(name)).length;
    };
    expect(count(100)).toBe(4_000);
    expect(count(8_000)).toBe(Math.floor((8 * 1024 * 1024) / 8_000));
  });
});

function issuerIn({ app }: TestApi): TrustedIssuer {
  const [first] = app.get(TrustedIssuers, { strict: false }).all;
  if (!first) throw new Error('No issuer is trusted.');
  return first;
}
