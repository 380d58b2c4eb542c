import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { JwtStrategy } from '../../../src/platform/auth/jwt.strategy.js';
import type { TrustedIssuer } from '../../../src/platform/auth/issuers/trusted-issuer.js';
import { TrustedIssuers } from '../../../src/platform/auth/issuers/trusted-issuers.js';
import * as channels from '../../../src/platform/auth/auth.metrics.js';
import { type TestApi, useApi } from '../../support/api.js';
import { expectAcceptance, expectRefusal } from '../../support/expect-refusal.js';
import { encode } from '../../support/sign-token.js';
import { createSigningKey } from '../../support/signing-key.js';
import { useIssuer } from '../../support/test-issuer.js';
import { until } from '../../support/until.js';

const verifications = jest.spyOn(JwtStrategy.prototype, 'validate');
beforeEach(() => void verifications.mockClear());

describe('an API at a cold start', () => {
  const issuer = useIssuer();
  const api = useApi({ trusts: issuer });

  it('asks its issuer once for 50 requests', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 50 }, (_, index) => issuer.token({ claims: { sub: `user|${index}` } })),
    );
    const answers = await Promise.all(tokens.map((token) => api.as(token).query('{ guarded }')));
    answers.forEach(expectAcceptance);
    expect(issuer.keyRequests).toBe(1);
    expect(verifications).toHaveBeenCalledTimes(50);
  });
});

describe('a running API', () => {
  const issuer = useIssuer();
  const api = useApi({ trusts: issuer });

  it('verifies a token once in a burst', async () => {
    const token = await issuer.token({ claims: { sub: 'burst' } });
    for (let call = 0; call < 20; call += 1) {
      expectAcceptance(await api.as(token).query('{ guarded }'));
    }
    expect(verifications).toHaveBeenCalledTimes(1);
  });

  it('verifies a token once, however it is introduced', async () => {
    const token = await issuer.token({ claims: { sub: 'introduced' } });
    for (const scheme of ['Bearer ', 'Bearer  ', 'bearer ', 'BEARER   ']) {
      const authorization = `${scheme}${token}`;
      expectAcceptance(await api.anonymous.with({ authorization }).query('{ guarded }'));
    }
    expect(verifications).toHaveBeenCalledTimes(1);
  });

  it('judges a request once for 30 fields, refused or not', async () => {
    const judged = jest.spyOn(channels.verifications, 'publish');
    const fields = Array.from({ length: 30 }, (_, index) => `a${index}: guarded`).join(' ');
    const token = await issuer.token({ claims: { sub: 'judged once' } });
    for (const actor of [api.as(token), api.as(token), api.as('garbage'), api.anonymous]) {
      await actor.query(`{ ${fields} }`);
    }
    expect(judged.mock.calls.map(([{ outcome }]) => outcome)).toEqual([
      'accepted',
      'remembered',
      'opaque_token',
      'token_missing',
    ]);
    judged.mockRestore();
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

  it('does not accept a forged token that resembles a remembered one', async () => {
    const token = await issuer.token();
    expectAcceptance(await api.as(token).query('{ guarded }'));
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    expectRefusal(await api.as(forged).query('{ guarded }'), 'invalid_signature');
  });

  it('asks an issuer three times for 300 unknown keys, and keeps serving', async () => {
    const before = issuer.keyRequests;
    const startedAt = performance.now();
    const good = await issuer.token();
    // The signature is never checked, so any will do.
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
    const refills = Math.ceil((performance.now() - startedAt) / 5_000);
    expect(issuer.keyRequests - before).toBeLessThanOrEqual(3 + refills);
  });

  it('accepts tokens of a rotated key, and refuses remembered tokens of a withdrawn one', async () => {
    const old = await issuer.token();
    expectAcceptance(await api.as(old).query('{ guarded }'));
    issuer.keys = [await createSigningKey()];
    await issuerIn(api).keys.refresh();
    expectAcceptance(await api.as(await issuer.token()).query('{ guarded }'));
    expectRefusal(await api.as(old).query('{ guarded }'), 'unknown_key');
  });
});

describe('an API with two issuers', () => {
  const issuer = useIssuer();
  const down = useIssuer();
  beforeAll(() => void down.faults.set('*', (_, response) => response.writeHead(500).end()));
  const api = useApi({
    trusts: issuer,
    env: () => ({ OIDC_ISSUER_URL: down.url, OIDC_AUDIENCE: down.audience }),
  });

  it('answers 503 with Retry-After while one is down, and serves the others', async () => {
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
  });
});

describe('an API whose issuer is silent', () => {
  const issuer = useIssuer();
  const after = AbortSignal.timeout.bind(AbortSignal);
  let timeout: jest.SpiedFunction<typeof AbortSignal.timeout>;
  beforeAll(() => {
    issuer.faults.set('*', () => undefined);
    // Does not wait for so long.
    timeout = jest.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => after(ms / 50));
  });
  const api = useApi({ trusts: issuer });
  afterAll(() => timeout.mockRestore());

  it('answers 503 after 5 s', async () => {
    const { status, headers } = await api.as(await issuer.token()).query('{ guarded }');
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
    expect(new Set(timeout.mock.calls.flat())).toEqual(new Set([5_000]));
  });
});

describe('an issuer that was down', () => {
  const issuer = useIssuer();
  // Before the start, which fetches the keys.
  beforeAll(() => {
    issuer.faults.set('*', (_, response) => response.writeHead(500).end());
  });
  const api = useApi({ trusts: issuer });

  it('is trusted again without a restart', async () => {
    const token = await issuer.token();
    const ask = async () => (await api.as(token).query('{ guarded }')).status;
    expect(await ask()).toBe(503);
    issuer.faults.clear();
    await until('the issuer is trusted again', async () => (await ask()) === 200);
  });
});

function issuerIn({ app }: TestApi): TrustedIssuer {
  const [first] = app.get(TrustedIssuers, { strict: false }).all;
  if (!first) throw new Error('No issuer is trusted.');
  return first;
}
