import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { DPOP_REFUSALS, type DpopReason } from '../../../../src/platform/auth/dpop/refusals.js';
import {
  REFUSALS,
  type RefusalReason,
} from '../../../../src/platform/auth/refusals/unauthenticated.exception.js';
import { useApi, type Answer } from '../../../support/api.js';
import { shiftClock } from '../../../support/clock.js';
import {
  createDpopClient,
  DpopClient,
  headersOf,
  PUBLIC_URL,
  sha256,
  thumbprint,
  type ProofParts,
} from '../../../support/dpop-client.js';
import { expectAcceptance, expectRefusal } from '../../../support/expect-refusal.js';
import { postRaw } from '../../../support/raw-http.js';
import { encode } from '../../../support/sign-token.js';
import { useIssuer } from '../../../support/test-issuer.js';

const ALGS = 'ES256 ES384 EdDSA Ed25519 PS256 RS256';
const METADATA =
  'resource_metadata="https://api.example.com/.well-known/oauth-protected-resource/graphql"';

const seconds = () => Math.floor(Date.now() / 1000);

@Controller('orders')
class OrdersController {
  @Get(':id')
  read(): object {
    return { order: 1 };
  }
}

const issuer = useIssuer();
const strict = useIssuer({ audience: 'strict' });
const api = useApi({
  env: () => ({
    ...issuer.env,
    OIDC_ISSUER_URL: strict.url,
    OIDC_AUDIENCE: strict.audience,
    OIDC_DPOP: 'required',
    PUBLIC_URL,
    CORS_ORIGINS: 'https://app.example.com',
  }),
  controllers: [OrdersController],
});
const clock = shiftClock();
let client: DpopClient;
let other: DpopClient;

beforeAll(async () => {
  client = await createDpopClient();
  other = await createDpopClient();
});
afterEach(() => clock.reset());

/** A query with a bound token and a proof, some of whose parts are overridden. */
async function send(parts: ProofParts = {}, by = client): Promise<Answer> {
  return api.anonymous.with(headersOf(await by.bound(issuer, parts))).query('{ guarded }');
}

type Reason = DpopReason | RefusalReason;

const DESCRIPTIONS = { ...REFUSALS, ...DPOP_REFUSALS };

const ERRORS: Partial<Record<Reason, string>> = {
  dpop_proof_missing: 'invalid_dpop_proof',
  dpop_proof_invalid: 'invalid_dpop_proof',
  dpop_proof_used: 'invalid_dpop_proof',
  dpop_nonce_needed: 'use_dpop_nonce',
};

function expectDpopRefusal({ status, headers, body }: Answer, reason: Reason): void {
  const error = ERRORS[reason] ?? 'invalid_token';
  expect({ status, challenge: headers.get('www-authenticate'), body }).toEqual({
    status: 401,
    challenge: `DPoP error="${error}", error_description="${DESCRIPTIONS[reason]}", algs="${ALGS}", ${METADATA}`,
    body: {
      errors: [
        {
          message: 'Unauthorized',
          locations: [{ line: 1, column: 3 }],
          path: ['guarded'],
          extensions: { code: 'UNAUTHENTICATED', reason, hint: expect.any(String) },
        },
      ],
    },
  });
}

describe('a bound token with its proof', () => {
  it.each(['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'])(
    'is accepted with a key for %s',
    async (alg) => {
      expectAcceptance(await send({}, await createDpopClient(alg)));
    },
  );

  it.each<[string, ProofParts | (() => ProofParts)]>([
    ['an iat 58 s ago', () => ({ claims: { iat: seconds() - 58 } })],
    ['an iat in 3 s: clocks differ', () => ({ claims: { iat: seconds() + 3 } })],
    ['a fraction of a second', () => ({ claims: { iat: Date.now() / 1000 } })],
    ['a jti of 1 character', { claims: { jti: 'j' } }],
    ['a jti of 255 characters', { claims: { jti: 'j'.repeat(255) } }],
    ['a nonce that was not asked for', { claims: { nonce: 'n' } }],
    ['other claims and headers', { header: { kid: 'k' }, claims: { iss: 'me', exp: 1 } }],
    ['a scheme in capitals', { claims: { htu: 'HTTPS://api.example.com/graphql' } }],
    ['a host in capitals', { claims: { htu: 'https://API.Example.COM/graphql' } }],
    ['the default port', { claims: { htu: 'https://api.example.com:443/graphql' } }],
    ['an empty port', { claims: { htu: 'https://api.example.com:/graphql' } }],
    ['dot segments', { claims: { htu: 'https://api.example.com/a/../graphql' } }],
    ['an encoded letter', { claims: { htu: 'https://api.example.com/%67raphql' } }],
    ['a query, which is ignored', { claims: { htu: `${PUBLIC_URL}?a=b` } }],
    ['a fragment, which is ignored', { claims: { htu: `${PUBLIC_URL}#a` } }],
  ])('is accepted with %s', async (_, parts) => {
    expectAcceptance(await send(typeof parts === 'function' ? parts() : parts));
  });

  it('is accepted whatever Host and X-Forwarded-Host say', async () => {
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    const caller = api.anonymous.with({ ...headersOf(await client.bound(issuer)), ...headers });
    expectAcceptance(await caller.query('{ guarded }'));
  });

  it('is accepted by GET with a proof for GET', async () => {
    const url = `${api.url}?query=${encodeURIComponent('{ guarded }')}`;
    const ask = async (htm: string) => {
      const headers = headersOf(await client.bound(issuer, { claims: { htm } }));
      return fetch(url, { headers: { ...headers, 'apollo-require-preflight': '1' } });
    };
    expect((await ask('GET')).status).toBe(200);
    expect((await ask('POST')).status).toBe(401);
  });

  it('is accepted at a plain route with a proof for its address', async () => {
    const ask = async (htu: string) => {
      const headers = headersOf(await client.bound(issuer, { claims: { htm: 'GET', htu } }));
      return fetch(new URL('/orders/1?full=1', api.url), { headers });
    };
    expect((await ask('https://api.example.com/orders/1')).status).toBe(200);
    expect((await ask(PUBLIC_URL)).status).toBe(401);
  });

  it('needs one proof, however many protected fields it asks for', async () => {
    const caller = api.anonymous.with(headersOf(await client.bound(issuer)));
    const { body } = await caller.query('{ a: guarded b: guarded c: probe { id } }');
    expect(body).toEqual({ data: { a: 'guarded', b: 'guarded', c: { id: 'probe' } } });
  });

  it('needs a new proof for each request', async () => {
    const token = await client.token(issuer);
    for (let time = 1; time <= 3; time += 1) {
      const proof = await client.proof({ token });
      const caller = api.anonymous.with(headersOf({ token, proof }));
      expectAcceptance(await caller.query('{ guarded }'));
    }
  });

  it('may have a jti that the proof of another key has, too', async () => {
    const claims = { jti: randomUUID() };
    expectAcceptance(await send({ claims }));
    expectAcceptance(await send({ claims }, other));
  });
});

describe('a proof is refused', () => {
  const rsa = (bits: number, publicExponent = 65537) =>
    generateKeyPairSync('rsa', { modulusLength: bits, publicExponent }).privateKey;

  it.each<[string, ProofParts | (() => ProofParts)]>([
    ['with the typ of a JWT', { header: { typ: 'JWT' } }],
    ['without a typ', { header: { typ: undefined } }],
    ['with the typ application/dpop+jwt', { header: { typ: 'application/dpop+jwt' } }],
    ['without an alg', { header: { alg: undefined } }],
    ['with the alg none', { header: { alg: 'none' } }],
    ['with a symmetric alg', { header: { alg: 'HS256' } }],
    ['with the alg ES512', { header: { alg: 'ES512' } }],
    ['with the alg of another kind of key', { header: { alg: 'RS256' } }],
    ['with the alg of another curve', { header: { alg: 'ES384' } }],
    ['with the alg __proto__', { header: { alg: '__proto__' } }],
    ['with a critical header', { header: { crit: ['x'], x: 1 } }],
    ['with an unencoded payload', { header: { b64: false } }],
    ['without a jwk', { header: { jwk: undefined } }],
    ['with a jwk of null', { header: { jwk: null } }],
    ['with a list of keys', () => ({ header: { jwk: [client.jwk] } })],
    [
      'with the private key',
      () => ({ header: { jwk: client.privateKey.export({ format: 'jwk' }) } }),
    ],
    ['with a private member alone', () => ({ header: { jwk: { ...client.jwk, p: 'p' } } })],
    ['with a symmetric key', { header: { jwk: { kty: 'oct', k: 'AAAA' } } }],
    ['with a key that is not text', () => ({ header: { jwk: { ...client.jwk, x: 1 } } })],
    ['with a key without y', () => ({ header: { jwk: { ...client.jwk, y: undefined } } })],
    ['with the key of another client', () => ({ header: { jwk: other.jwk } })],
    ['by another client in all', () => ({ header: { jwk: other.jwk }, signer: other.privateKey })],
    ['with the signature of another key', () => ({ signer: other.privateKey })],
    ['without a jti', { claims: { jti: undefined } }],
    ['with an empty jti', { claims: { jti: '' } }],
    ['with a jti of 256 characters', { claims: { jti: 'j'.repeat(256) } }],
    ['with a jti that is a number', { claims: { jti: 1 } }],
    ['without an htm', { claims: { htm: undefined } }],
    ['for another method', { claims: { htm: 'GET' } }],
    ['for the method in small letters', { claims: { htm: 'post' } }],
    ['without an htu', { claims: { htu: undefined } }],
    ['with a list of htu', { claims: { htu: [PUBLIC_URL] } }],
    ['for another host', { claims: { htu: 'https://evil.example/graphql' } }],
    [
      'for a host that begins the same',
      { claims: { htu: 'https://api.example.com.evil.example/graphql' } },
    ],
    ['for another scheme', { claims: { htu: 'http://api.example.com/graphql' } }],
    ['for another port', { claims: { htu: 'https://api.example.com:8443/graphql' } }],
    ['for another path', { claims: { htu: 'https://api.example.com/graphql/' } }],
    ['for a path in capitals', { claims: { htu: 'https://api.example.com/GRAPHQL' } }],
    ['for a path with an encoded slash', { claims: { htu: 'https://api.example.com/%2Fgraphql' } }],
    ['with a user name in the htu', { claims: { htu: 'https://me@api.example.com/graphql' } }],
    ['with a backslash in the htu', { claims: { htu: 'https:\\\\api.example.com\\graphql' } }],
    ['with a line break in the htu', { claims: { htu: 'https://api.example.com/gra\nphql' } }],
    ['with space around the htu', { claims: { htu: ` ${PUBLIC_URL}` } }],
    ['with a path alone', { claims: { htu: '/graphql' } }],
    ['without an iat', { claims: { iat: undefined } }],
    ['with an iat that is text', () => ({ claims: { iat: String(seconds()) } })],
    ['made more than 60 s ago', () => ({ claims: { iat: seconds() - 65 } })],
    ['made in the future', () => ({ claims: { iat: seconds() + 60 } })],
    ['without an ath', { claims: { ath: undefined } }],
    ['for another token', { claims: { ath: sha256('another token') } }],
    ['with an ath in hexadecimal', { claims: { ath: 'ab'.repeat(32) } }],
    ['of more than 4 KiB', { claims: { padding: 'p'.repeat(4096) } }],
  ])('%s', async (_, parts) => {
    expectDpopRefusal(
      await send(typeof parts === 'function' ? parts() : parts),
      'dpop_proof_invalid',
    );
  });

  it.each<[string, (proof: string) => string]>([
    ['that is empty', () => ''],
    ['that is garbage', () => 'garbage'],
    ['without its signature', (proof) => proof.slice(0, proof.lastIndexOf('.') + 1)],
    ['with a signature in DER', (proof) => `${proof}AA`],
    [
      'whose claims were changed',
      (proof) => proof.replace(/\.[^.]+\./, `.${encode({ htm: 'POST' })}.`),
    ],
    ['that comes twice in one header', (proof) => `${proof}, ${proof}`],
  ])('%s', async (_, change) => {
    const { token, proof } = await client.bound(issuer);
    const caller = api.anonymous.with(headersOf({ token, proof: change(proof) }));
    expectDpopRefusal(await caller.query('{ guarded }'), 'dpop_proof_invalid');
  });

  it.each([
    ['of 1024 bits', () => rsa(1024)],
    ['with the exponent 3', () => rsa(2048, 3)],
  ])('by an RSA key %s', async (_, create) => {
    expectDpopRefusal(await send({}, new DpopClient(create(), 'RS256')), 'dpop_proof_invalid');
  });

  it('with a point that is not on its curve', async () => {
    const odd = new DpopClient(client.privateKey, 'ES256');
    const jwk = { ...client.jwk, y: client.jwk['x'] };
    const token = await issuer.token({ claims: { cnf: { jkt: thumbprint(jwk) } } });
    const proof = await odd.proof({ token, header: { jwk } });
    const answer = await api.anonymous.with(headersOf({ token, proof })).query('{ guarded }');
    expectDpopRefusal(answer, 'dpop_proof_invalid');
  });

  it('where there are two', async () => {
    const { token, proof } = await client.bound(issuer);
    const second = await client.proof({ token });
    const { status, body } = await postRaw(api.url, '{ guarded }', [
      `Authorization: DPoP ${token}`,
      `DPoP: ${proof}`,
      `dpop: ${second}`,
    ]);
    expect([status, body]).toEqual([401, expect.stringContaining('"dpop_proof_invalid"')]);
  });

  it('where the proof is missing', async () => {
    const authorization = `DPoP ${await client.token(issuer)}`;
    const answer = await api.anonymous.with({ authorization }).query('{ guarded }');
    expectDpopRefusal(answer, 'dpop_proof_missing');
  });

  it('when it comes again', async () => {
    const caller = api.anonymous.with(headersOf(await client.bound(issuer)));
    expectAcceptance(await caller.query('{ guarded }'));
    expectDpopRefusal(await caller.query('{ guarded }'), 'dpop_proof_used');
    clock.advance(50_000);
    expectDpopRefusal(await caller.query('{ guarded }'), 'dpop_proof_used');
    clock.advance(20_000);
    expectDpopRefusal(await caller.query('{ guarded }'), 'dpop_proof_invalid');
  });

  it('but is not used up by a request that is refused for another reason', async () => {
    const { token, proof } = await client.bound(issuer);
    const ask = (one: string) =>
      api.anonymous.with(headersOf({ token: one, proof })).query('{ guarded }');
    expectDpopRefusal(await ask(await client.token(issuer, { extra: 1 })), 'dpop_proof_invalid');
    expectDpopRefusal(await ask(`${token}x`), 'malformed_token');
    expectAcceptance(await ask(token));
  });

  it('with all but one of 50 requests at once', async () => {
    const caller = api.anonymous.with(headersOf(await client.bound(issuer)));
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => caller.query('{ guarded }')),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

it('every reason is explained in the documents', () => {
  const text = readFileSync('docs/troubleshooting.md', 'utf8');
  for (const reason of Object.keys(DPOP_REFUSALS)) expect(text).toContain(`| \`${reason}\` `);
});

describe('scheme and token must fit', () => {
  it('a bound token is not a bearer token, even with a proof', async () => {
    const { token, proof } = await client.bound(issuer);
    const answer = await api.as(token).with({ dpop: proof }).query('{ guarded }');
    expectDpopRefusal(answer, 'dpop_scheme_needed');
  });

  it('a bound token that was accepted before is not a bearer token either', async () => {
    const { token, proof } = await client.bound(issuer);
    expectAcceptance(await api.anonymous.with(headersOf({ token, proof })).query('{ guarded }'));
    expectDpopRefusal(await api.as(token).query('{ guarded }'), 'dpop_scheme_needed');
  });

  it('an unbound token is refused as DPoP, even with a proof', async () => {
    const token = await issuer.token();
    const proof = await client.proof({ token });
    const answer = await api.anonymous.with(headersOf({ token, proof })).query('{ guarded }');
    expectDpopRefusal(answer, 'token_not_bound');
    expectAcceptance(await api.as(token).query('{ guarded }'));
  });

  it('an unbound token is refused where its issuer must bind', async () => {
    expectDpopRefusal(await api.as(await strict.token()).query('{ guarded }'), 'token_not_bound');
    const caller = api.anonymous.with(headersOf(await client.bound(strict)));
    expectAcceptance(await caller.query('{ guarded }'));
  });

  it('the name of the scheme may be in any case', async () => {
    const { token, proof } = await client.bound(issuer);
    const caller = api.anonymous.with({ authorization: `dPoP ${token}`, dpop: proof });
    expectAcceptance(await caller.query('{ guarded }'));
  });

  it('a bad token that was sent as DPoP is challenged as DPoP', async () => {
    const token = await client.token(issuer, { exp: seconds() - 60 });
    const proof = await client.proof({ token });
    const answer = await api.anonymous.with(headersOf({ token, proof })).query('{ guarded }');
    expectDpopRefusal(answer, 'token_expired');
  });

  it('a bearer token stays one where a proof is sent beside it', async () => {
    const caller = api.as(await issuer.token()).with({ dpop: 'garbage' });
    expectAcceptance(await caller.query('{ guarded }'));
  });

  it('a missing permission is challenged as DPoP', async () => {
    const caller = api.anonymous.with(headersOf(await client.bound(issuer)));
    const { status, headers } = await caller.query('{ probeById(id: 1) { id } }');
    expect([status, headers.get('www-authenticate')]).toEqual([
      403,
      `DPoP error="insufficient_scope", scope="read:probes", algs="${ALGS}", ${METADATA}`,
    ]);
  });

  it('a request without a token is challenged for both', async () => {
    const { headers } = await api.anonymous.query('{ guarded }');
    expect(headers.get('www-authenticate')).toBe(
      `Bearer ${METADATA}, DPoP algs="${ALGS}", ${METADATA}`,
    );
  });

  it('a public field answers whatever the proof', async () => {
    const caller = api.anonymous.with({ authorization: 'DPoP garbage', dpop: 'garbage' });
    expect((await caller.query('{ open }')).body).toEqual({ data: { open: 'open' } });
  });
});

it('a page of CORS_ORIGINS may send proofs and read nonces', async () => {
  const origin = 'https://app.example.com';
  const preflight = await fetch(api.url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,dpop',
    },
  });
  expect(preflight.headers.get('access-control-allow-headers')).toMatch(/\bdpop\b/);
  const answer = await api.anonymous.with({ origin }).query('{ open }');
  const exposed = answer.headers.get('access-control-expose-headers');
  expect(exposed).toMatch(/\bwww-authenticate\b/);
  expect(exposed).toMatch(/\bdpop-nonce\b/);
});

describe('an API with DPOP_NONCE_SECRET', () => {
  const env = { PUBLIC_URL, DPOP_NONCE_SECRET: 'a secret that all replicas have in common' };
  const one = useApi({ trusts: issuer, env });
  const replica = useApi({ trusts: issuer, env });
  const stranger = useApi({
    trusts: issuer,
    env: { ...env, DPOP_NONCE_SECRET: 'another secret, which has as many letters' },
  });

  const ask = async (at: typeof one, claims: Record<string, unknown> = {}, query = '{ guarded }') =>
    at.anonymous.with(headersOf(await client.bound(issuer, { claims }))).query(query);
  const nonceOf = ({ headers }: Answer) => String(headers.get('dpop-nonce'));

  it('asks for a nonce and accepts it, at every replica', async () => {
    const refused = await ask(one);
    expectDpopRefusal(refused, 'dpop_nonce_needed');
    const nonce = nonceOf(refused);
    expect(nonce).toMatch(/^[\w-]{20,}$/);
    expectAcceptance(await ask(one, { nonce }));
    expectAcceptance(await ask(replica, { nonce }));
    expectDpopRefusal(await ask(stranger, { nonce }), 'dpop_nonce_needed');
  });

  it('gives one with each answer to a request with a proof, and with no other', async () => {
    const nonce = nonceOf(await ask(one));
    const answers = [
      await ask(one, { nonce }),
      await ask(one, { nonce }, '{ probeById(id: 1) { id } }'),
      await ask(one, { nonce }, '{ nothing }'),
      await ask(one, { nonce }, '{ open }'),
      await one.anonymous.with({ authorization: 'DPoP garbage' }).query('{ guarded }'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 400, 200, 401]);
    expect(answers.map(nonceOf)).toEqual(answers.map(() => expect.stringMatching(/^[\w-]{20,}$/)));
    const others = [
      await one.anonymous.query('{ guarded }'),
      await one.as(await issuer.token()).query('{ guarded }'),
    ];
    expect(others.map(({ headers }) => headers.has('dpop-nonce'))).toEqual([false, false]);
  });

  it('takes a nonce for 2 minutes, and not for more than 5', async () => {
    const nonce = nonceOf(await ask(one));
    clock.advance(120_000);
    expectAcceptance(await ask(one, { nonce }));
    clock.advance(181_000);
    expectDpopRefusal(await ask(one, { nonce }), 'dpop_nonce_needed');
  });

  it('needs no clock of the client', async () => {
    const nonce = nonceOf(await ask(one));
    expectAcceptance(await ask(one, { nonce, iat: 1_000_000 }));
    expectAcceptance(await ask(one, { nonce, iat: seconds() + 86_400 }));
    expectDpopRefusal(await ask(one, { nonce, iat: 'now' }), 'dpop_proof_invalid');
  });

  it('refuses a proof that comes again for as long as its nonce is good', async () => {
    const nonce = nonceOf(await ask(one));
    const { proof } = await client.bound(issuer);
    expect(proof).not.toContain(nonce);
    const token = await client.token(issuer);
    const same = await client.proof({ token, claims: { nonce } });
    const caller = one.anonymous.with(headersOf({ token, proof: same }));
    expectAcceptance(await caller.query('{ guarded }'));
    clock.advance(110_000);
    expectDpopRefusal(await caller.query('{ guarded }'), 'dpop_proof_used');
  });

  it.each([
    ['a wrong one', 'wrong'],
    ['a number', 1],
    ['an empty one', ''],
  ])('refuses %s', async (_, nonce) => {
    expectDpopRefusal(await ask(one, { nonce }), 'dpop_nonce_needed');
  });
});

describe('an API without PUBLIC_URL', () => {
  const unnamed = useApi({ trusts: issuer });

  it('refuses a bound token in either scheme, and challenges for Bearer alone', async () => {
    const { token, proof } = await client.bound(issuer);
    for (const headers of [headersOf({ token, proof }), { authorization: `Bearer ${token}` }]) {
      const answer = await unnamed.anonymous.with(headers).query('{ guarded }');
      expectRefusal(answer, 'token_binding_unsupported');
    }
    const answer = await unnamed.anonymous.query('{ guarded }');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('an API all of whose issuers must bind', () => {
  const bound = useApi({ trusts: issuer, env: { PUBLIC_URL, AUTH0_DPOP: 'required' } });

  it('challenges for DPoP alone, and says so in its metadata', async () => {
    const { headers } = await bound.anonymous.query('{ guarded }');
    expect(headers.get('www-authenticate')).toBe(`DPoP algs="${ALGS}", ${METADATA}`);
    const url = new URL('/.well-known/oauth-protected-resource', bound.url);
    expect(await (await fetch(url)).json()).toMatchObject({
      dpop_signing_alg_values_supported: ALGS.split(' '),
      dpop_bound_access_tokens_required: true,
    });
  });

  it('does not, where one of them need not', async () => {
    const url = new URL('/.well-known/oauth-protected-resource', api.url);
    const metadata = (await (await fetch(url)).json()) as object;
    expect(metadata).toMatchObject({ dpop_signing_alg_values_supported: ALGS.split(' ') });
    expect(metadata).not.toHaveProperty('dpop_bound_access_tokens_required');
  });
});

describe('an API on this machine', () => {
  const local = useApi({ trusts: issuer, env: { PUBLIC_URL: 'http://127.0.0.1:3000/graphql' } });

  it.each([
    ['http://localhost:3000/graphql', 200],
    ['http://[::1]:3000/graphql', 200],
    ['http://127.0.0.2:3000/graphql', 200],
    ['http://localhost:3001/graphql', 401],
    ['http://localhost.example:3000/graphql', 401],
    ['https://localhost:3000/graphql', 401],
  ])('outside production answers a proof for %s with %i', async (htu, status) => {
    const headers = headersOf(await client.bound(issuer, { claims: { htu } }));
    expect((await local.anonymous.with(headers).query('{ guarded }')).status).toBe(status);
  });
});

describe('in production', () => {
  const hardened = useApi({
    trusts: issuer,
    env: { NODE_ENV: 'production', PUBLIC_URL: 'http://127.0.0.1:3000/graphql' },
  });

  it('a name of this machine is not another, and a refusal has no hint', async () => {
    const ask = async (htu: string) => {
      const headers = headersOf(await client.bound(issuer, { claims: { htu } }));
      return hardened.anonymous.with(headers).query('{ guarded }');
    };
    expect((await ask('http://127.0.0.1:3000/graphql')).status).toBe(200);
    const { status, body } = await ask('http://localhost:3000/graphql');
    expect([status, body.errors?.[0]?.extensions]).toEqual([
      401,
      { code: 'UNAUTHENTICATED', reason: 'dpop_proof_invalid' },
    ]);
  });
});
