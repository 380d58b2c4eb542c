import { createHmac, createPublicKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RefusalReason } from '../../../src/platform/auth/refusals/unauthenticated.exception.js';
import { useApi } from '../../support/api.js';
import { expectAcceptance, expectRefusal } from '../../support/expect-refusal.js';
import { postRaw } from '../../support/raw-http.js';
import { encode, signBytes, type TokenParts } from '../../support/sign-token.js';
import { createSigningKey, type SigningKey } from '../../support/signing-key.js';
import { useIssuer } from '../../support/test-issuer.js';

/** Builds one token; called while the issuers run. */
type Make = () => string | Promise<string>;

const now = () => Math.floor(Date.now() / 1000);

let attacker: SigningKey;

const issuer = useIssuer();
const other = useIssuer({ audience: 'other-api', hasTrailingSlash: false });
const elliptic = useIssuer({ algorithm: 'ES256', audience: 'urn:elliptic' });
beforeAll(async () => {
  attacker = await createSigningKey();
  issuer.keys = [renamed(issuer.key, 'shared')];
  other.keys = [renamed(other.key, 'shared')];
});
const api = useApi({
  trusts: issuer,
  env: () => ({
    AUTHACTION_DOMAIN: other.url,
    AUTHACTION_AUDIENCE: other.audience,
    OIDC_ISSUER_URL: elliptic.url,
    OIDC_AUDIENCE: elliptic.audience,
    OIDC_ALGORITHM: 'ES256',
  }),
});

describe('every legal dialect is accepted', () => {
  const dialects: [string, Make][] = [
    ['Auth0: one audience', () => issuer.token({ claims: { azp: 'client', scope: 'openid' } })],
    [
      'Auth0: an array of audiences',
      () => issuer.token({ claims: { aud: [issuer.audience, `${issuer.url}userinfo`] } }),
    ],
    [
      'the audience last in the array',
      () => issuer.token({ claims: { aud: ['a', 'b', issuer.audience] } }),
    ],
    [
      'RFC 9068',
      () =>
        issuer.token({
          header: { typ: 'at+jwt' },
          claims: { client_id: 'client', jti: 'j1', auth_time: now(), acr: '0' },
        }),
    ],
    ['application/at+jwt', () => issuer.token({ header: { typ: 'application/at+jwt' } })],
    ['AT+JWT in capitals', () => issuer.token({ header: { typ: 'AT+JWT' } })],
    ['jwt in small letters', () => issuer.token({ header: { typ: 'jwt' } })],
    ['no typ', () => issuer.token({ header: { typ: undefined } })],
    ['no iat', () => issuer.token({ claims: { iat: undefined } })],
    ['an nbf in the past', () => issuer.token({ claims: { nbf: now() - 10 } })],
    [
      'fractions of seconds',
      () => issuer.token({ claims: { exp: now() + 9.5, iat: now() - 0.5 } }),
    ],
    ['an exp 2 s ago: clocks differ', () => issuer.token({ claims: { exp: now() - 2 } })],
    ['an nbf in 3 s: clocks differ', () => issuer.token({ claims: { nbf: now() + 3 } })],
    ['an iat in 3 s: clocks differ', () => issuer.token({ claims: { iat: now() + 3 } })],
    ['a sub of 255 characters', () => issuer.token({ claims: { sub: 's'.repeat(255) } })],
    ['a sub beyond ASCII', () => issuer.token({ claims: { sub: 'oidc|søren' } })],
    [
      'a machine token',
      () => issuer.token({ claims: { sub: 'id@clients', gty: 'client-credentials' } }),
    ],
    ['an issuer without a trailing slash', () => other.token()],
    ['an ES256 issuer', () => elliptic.token()],
    [
      'headers without a meaning here',
      () => issuer.token({ header: { x5t: 'abc', cty: 'x', foo: [] } }),
    ],
  ];

  it.each(dialects)('%s', async (_, make) => {
    expectAcceptance(await api.as(await make()).query('{ guarded }'));
  });

  it.each(['bearer', 'BEARER', 'bEaReR'])('the scheme %s', async (scheme) => {
    const authorization = `${scheme} ${await issuer.token()}`;
    expectAcceptance(await api.anonymous.with({ authorization }).query('{ guarded }'));
  });
});

describe('the Authorization header', () => {
  const cases: [string, (token: string) => string, RefusalReason][] = [
    ['Basic', () => `Basic ${btoa('user:password')}`, 'token_missing'],
    ['DPoP', (token) => `DPoP ${token}`, 'token_missing'],
    ['a bare token', (token) => token, 'token_missing'],
    ['a scheme that begins with bearer', (token) => `Bearerx ${token}`, 'token_missing'],
    ['Bearer and nothing', () => 'Bearer', 'malformed_authorization'],
    ['Bearer and a space', () => 'Bearer ', 'malformed_authorization'],
    ['two tokens after a space', (token) => `Bearer ${token} ${token}`, 'malformed_authorization'],
    ['two tokens after a comma', (token) => `Bearer ${token}, ${token}`, 'malformed_authorization'],
    ['two in one line', (token) => `Bearer ${token}, Bearer ${token}`, 'malformed_authorization'],
    ['Bearer twice', (token) => `Bearer Bearer ${token}`, 'malformed_authorization'],
    ['quotes', (token) => `Bearer "${token}"`, 'malformed_authorization'],
    ['a tab inside', (token) => `Bearer \t${token}`, 'malformed_authorization'],
    ['a no-break space', (token) => `Bearer \u00a0${token}`, 'malformed_authorization'],
    ['parameters', (token) => `Bearer token=${token}`, 'malformed_authorization'],
  ];

  it.each(cases)('with %s is refused', async (_, build, reason) => {
    const authorization = build(await issuer.token());
    expectRefusal(await api.anonymous.with({ authorization }).query('{ guarded }'), reason);
  });

  it.each([
    ['the good one first', (good: string) => [`Authorization: Bearer ${good}`, 'Authorization: x']],
    ['the good one last', (good: string) => ['Authorization: x', `Authorization: Bearer ${good}`]],
    [
      'the same one twice, in two spellings',
      (good: string) => [`Authorization: Bearer ${good}`, `AUTHORIZATION: Bearer ${good}`],
    ],
  ])('sent twice, %s, is refused', async (_, build) => {
    const answer = await postRaw(api.url, '{ guarded }', build(await issuer.token()));
    const body = JSON.parse(answer.body) as never;
    expectRefusal({ ...answer, body }, 'malformed_authorization');
  });
});

describe('a token anywhere else is not read', () => {
  it.each(['access_token', 'token', 'authorization'])('query string: %s', async (name) => {
    const query = new URLSearchParams({ query: '{ guarded }', [name]: await issuer.token() });
    const response = await fetch(`${api.url}?${query}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expectRefusal(
      {
        ...response,
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as never,
      },
      'token_missing',
    );
  });

  it('body', async () => {
    const token = await issuer.token();
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: '{ guarded }',
        access_token: token,
        extensions: { authorization: `Bearer ${token}` },
      }),
    });
    expectRefusal(
      {
        status: response.status,
        headers: response.headers,
        body: (await response.json()) as never,
      },
      'token_missing',
    );
  });

  it.each([
    ['cookie', (token: string) => ({ cookie: `access_token=${token}; authorization=${token}` })],
    ['X-Access-Token', (token: string) => ({ 'x-access-token': token })],
    ['Proxy-Authorization', (token: string) => ({ 'proxy-authorization': `Bearer ${token}` })],
  ])('%s', async (_, build) => {
    const headers = build(await issuer.token()) as Record<string, string>;
    expectRefusal(await api.anonymous.with(headers).query('{ guarded }'), 'token_missing');
  });
});

describe('the form of the token', () => {
  const segments = async (parts?: TokenParts) => (await issuer.token(parts)).split('.');
  const cases: [string, Make, RefusalReason][] = [
    ['an opaque string', () => 'jk3lqT9vX2', 'opaque_token'],
    ['a UUID', () => '4f1c2a97-b3e5-4018-a4c9-e1f1c2a97b3e', 'opaque_token'],
    ['a JWE', () => `${encode({ alg: 'dir', enc: 'A256GCM' })}..aaaa.bbbb.cccc`, 'opaque_token'],
    ['a JWE with an encrypted key', () => `${encode({ alg: 'RSA-OAEP' })}.a.b.c.d`, 'opaque_token'],
    ['one dot', async () => (await segments()).slice(0, 2).join('.'), 'malformed_token'],
    [
      'an empty signature',
      async () => [...(await segments()).slice(0, 2), ''].join('.'),
      'malformed_token',
    ],
    ['four segments', async () => [...(await segments()), 'AAAA'].join('.'), 'malformed_token'],
    [
      'four segments, the last empty',
      async () => [...(await segments()), ''].join('.'),
      'malformed_token',
    ],
    ['no header', async () => ['', ...(await segments()).slice(1)].join('.'), 'malformed_token'],
    ['only dots', () => '..', 'malformed_token'],
    ['padding', async () => `${await issuer.token()}==`, 'malformed_token'],
    ['base64 instead of base64url', async () => withStandardAlphabet(), 'malformed_token'],
    [
      'a signature that is not canonical',
      async () => withSpareBits(await issuer.token()),
      'malformed_token',
    ],
    ['a header that is no JSON', () => signed('{', validClaims()), 'malformed_token'],
    ['a payload that is no JSON', () => signed(validHeader(), 'hello'), 'malformed_token'],
    ['an empty payload', async () => `${encode({ alg: 'RS256' })}..AAAA`, 'malformed_token'],
    [
      'a payload that is an array',
      () => signed(validHeader(), `[${validClaims()}]`),
      'malformed_token',
    ],
    ['a payload that is null', () => signed(validHeader(), 'null'), 'malformed_token'],
    ['a payload that is a string', () => signed(validHeader(), '"x"'), 'malformed_token'],
    [
      'a header that is an array',
      () => signed(`[${validHeader()}]`, validClaims()),
      'malformed_token',
    ],
    [
      'a payload that is not UTF-8',
      () =>
        signed(
          validHeader(),
          Buffer.from(validClaims().replace('auth0|1', 'auth0|\u00ff'), 'latin1'),
        ),
      'malformed_token',
    ],
    [
      'a header that is not UTF-8',
      () =>
        signed(Buffer.from(validHeader().replace('"typ"', '"\u00ff"'), 'latin1'), validClaims()),
      'malformed_token',
    ],
    ['a byte order mark', () => signed(validHeader(), `\ufeff${validClaims()}`), 'malformed_token'],
    [
      'JSON with a trailing comma',
      () => signed(validHeader(), validClaims().replace('}', ',}')),
      'malformed_token',
    ],
    [
      'JSON with NaN',
      () => signed(validHeader(), validClaims().replace(/"exp":\d+/, '"exp":NaN')),
      'malformed_token',
    ],
    [
      'more than 8 KiB',
      () => issuer.token({ claims: { filler: 'x'.repeat(8_192) } }),
      'token_too_large',
    ],
    ['8 KiB of dots', () => '.'.repeat(8_192), 'malformed_token'],
  ];

  it.each(cases)('%s is refused', async (_, make, reason) => {
    expectRefusal(await api.as(await make()).query('{ guarded }'), reason);
  });

  it('counts the last of two members with the same name', async () => {
    const first = validClaims().replace('{', `{"iss":"https://evil.example/","exp":1,"aud":"x",`);
    expectAcceptance(await api.as(signed(validHeader(), first)).query('{ guarded }'));
    const last = validClaims().replace('}', ',"iss":"https://evil.example/"}');
    expectRefusal(await api.as(signed(validHeader(), last)).query('{ guarded }'), 'unknown_issuer');
    const none = validHeader().replace('}', ',"alg":"none"}');
    expectRefusal(
      await api.as(signed(none, validClaims())).query('{ guarded }'),
      'wrong_algorithm',
    );
  });
});

describe('the algorithm', () => {
  const none = ['none', 'None', 'NONE', 'nOnE', ''].map((alg): [string, Make, RefusalReason] => [
    `"${alg}" with a signature`,
    () =>
      issuer.token({ header: { alg }, key: undefined as never }).then((token) => `${token}AAAA`),
    'wrong_algorithm',
  ]);
  const families = ['RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map(
    (alg): [string, Make, RefusalReason] => [
      `${alg} by the right key`,
      () => issuer.token({ header: { alg } }),
      'wrong_algorithm',
    ],
  );
  const cases: [string, Make, RefusalReason][] = [
    ...none,
    ...families,
    [
      'none without a signature',
      () => issuer.token({ header: { alg: 'none' }, key: undefined as never }),
      'malformed_token',
    ],
    [
      'RS256 with a stripped signature',
      async () => stripped(await issuer.token()),
      'malformed_token',
    ],
    ['HS256 with the public key as PEM', () => confused('HS256', publicPem()), 'wrong_algorithm'],
    [
      'HS256 with the public key as PEM, trimmed',
      () => confused('HS256', publicPem().trim()),
      'wrong_algorithm',
    ],
    [
      'HS256 with the published JWK',
      () => confused('HS256', JSON.stringify(issuer.key.jwk)),
      'wrong_algorithm',
    ],
    [
      'HS256 with the modulus',
      () => confused('HS256', String(issuer.key.jwk['n'])),
      'wrong_algorithm',
    ],
    ['HS256 with an empty secret', () => confused('HS256', ''), 'wrong_algorithm'],
    ['RS256 claimed, HMAC made', () => confused('RS256', publicPem()), 'invalid_signature'],
    [
      'rs256 in small letters',
      () => signed(validHeader().replace('RS256', 'rs256'), validClaims()),
      'wrong_algorithm',
    ],
    [
      'ES256 at an RS256 issuer',
      () => issuer.token({ header: { alg: 'ES256', kid: 'shared' }, key: elliptic.key }),
      'wrong_algorithm',
    ],
    [
      'RS256 at an ES256 issuer',
      () => elliptic.token({ header: { alg: 'RS256' }, key: issuer.key }),
      'wrong_algorithm',
    ],
    [
      'a list of algorithms',
      () => signed(validHeader().replace('"RS256"', '["RS256"]'), validClaims()),
      'wrong_algorithm',
    ],
    [
      'none at all',
      () => signed(validHeader().replace('"alg":"RS256",', ''), validClaims()),
      'wrong_algorithm',
    ],
    [
      'null',
      () => signed(validHeader().replace('"RS256"', 'null'), validClaims()),
      'wrong_algorithm',
    ],
  ];

  it.each(cases)('%s is refused', async (_, make, reason) => {
    expectRefusal(await api.as(await make()).query('{ guarded }'), reason);
  });
});

describe('the signature', () => {
  const cases: [string, Make, RefusalReason][] = [
    [
      "a stranger's key under the issuer's kid",
      () => issuer.token({ key: attacker }),
      'invalid_signature',
    ],
    ['one flipped bit', async () => flipped(await issuer.token()), 'invalid_signature'],
    ['a changed payload', async () => regrafted(await issuer.token()), 'invalid_signature'],
    [
      'a signature of one byte',
      async () => `${stripped(await issuer.token())}AA`,
      'invalid_signature',
    ],
    [
      'a signature far too long',
      async () => `${stripped(await issuer.token())}${'A'.repeat(1024)}`,
      'invalid_signature',
    ],
    [
      'ES256: zeros for r and s',
      async () => `${stripped(await elliptic.token())}${zeros(64)}`,
      'invalid_signature',
    ],
    [
      'ES256: too short',
      async () => `${stripped(await elliptic.token())}${zeros(63)}`,
      'invalid_signature',
    ],
    [
      'ES256: too long',
      async () => `${stripped(await elliptic.token())}${zeros(65)}`,
      'invalid_signature',
    ],
    ['ES256: one byte', async () => `${stripped(await elliptic.token())}AA`, 'invalid_signature'],
    [
      'ES256: r and s as large as can be',
      async () =>
        `${stripped(await elliptic.token())}${Buffer.alloc(64, 255).toString('base64url')}`,
      'invalid_signature',
    ],
  ];

  it.each(cases)('%s is refused', async (_, make, reason) => {
    expectRefusal(await api.as(await make()).query('{ guarded }'), reason);
  });
});

describe('the type', () => {
  it.each([
    'ID',
    'dpop+jwt',
    'logout+jwt',
    'secevent+jwt',
    'application/jwt',
    'JWS',
    'JOSE',
    '',
    'JWT ',
  ])('"%s" is refused', async (typ) => {
    expectRefusal(
      await api.as(await issuer.token({ header: { typ } })).query('{ guarded }'),
      'wrong_type',
    );
  });

  it.each([[null], [1], [['JWT']], [{}], [true]])('%j is refused', async (typ) => {
    expectRefusal(
      await api.as(await issuer.token({ header: { typ } })).query('{ guarded }'),
      'wrong_type',
    );
  });
});

describe('critical extensions', () => {
  it.each([[['exp']], [['b64']], [[]], [null], ['x'], [{}]])('crit %j is refused', async (crit) => {
    const token = await issuer.token({ header: { crit, exp: 1 } });
    expectRefusal(await api.as(token).query('{ guarded }'), 'critical_header');
  });

  it('an unencoded payload is refused, with and without crit: RFC 7797, section 7', async () => {
    const marked = await issuer.token({ header: { b64: false, crit: ['b64'] } });
    expectRefusal(await api.as(marked).query('{ guarded }'), 'critical_header');
    const unmarked = await issuer.token({ header: { b64: false } });
    expectRefusal(await api.as(unmarked).query('{ guarded }'), 'critical_header');
  });
});

describe('the key id', () => {
  it.each([[undefined], [''], [null], [0], [1], [true], [{}], [[]], [['shared']]])(
    '%j is refused',
    async (kid) => {
      const token = await issuer.token({ header: { kid } });
      expectRefusal(await api.as(token).query('{ guarded }'), 'missing_key_id');
    },
  );

  it.each([
    '../../../../dev/null',
    '/etc/passwd',
    "x' UNION SELECT 'secret' -- ",
    '| sleep 10',
    'https://evil.example/jwks.json',
    '__proto__',
    'constructor',
    'toString',
    'size',
    'Shared',
    'shared ',
    'shared\u0000',
    '\u{1f511}',
    'k'.repeat(4_000),
  ])('%s is an unknown key', async (kid) => {
    const token = await issuer.token({ header: { kid } });
    expectRefusal(await api.as(token).query('{ guarded }'), 'unknown_key');
  });
});

describe('a key that the token brings along', () => {
  let server: Server;
  let url: string;
  let requests = 0;

  beforeAll(async () => {
    server = createServer((_, response) => {
      requests += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ keys: [attacker.jwk] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const headers = (): Record<string, unknown> => ({
    jwk: attacker.jwk,
    jku: url,
    x5u: url,
    x5c: [
      createPublicKey(attacker.privateKey)
        .export({ type: 'spki', format: 'der' })
        .toString('base64'),
    ],
    x5t: 'AAAA',
    'x5t#S256': 'AAAA',
  });

  it.each(['jwk', 'jku', 'x5u', 'x5c'])('in %s is not looked at', async (name) => {
    const header = { [name]: headers()[name] };
    const known = await issuer.token({ header, key: attacker });
    expectRefusal(await api.as(known).query('{ guarded }'), 'invalid_signature');
    const unknown = await issuer.token({ header: { ...header, kid: attacker.kid }, key: attacker });
    expectRefusal(await api.as(unknown).query('{ guarded }'), 'unknown_key');
    const unnamed = await issuer.token({ header: { ...header, kid: undefined }, key: attacker });
    expectRefusal(await api.as(unnamed).query('{ guarded }'), 'missing_key_id');
  });

  it('is ignored in a good token, and its URL is never fetched', async () => {
    expectAcceptance(await api.as(await issuer.token({ header: headers() })).query('{ guarded }'));
    const claims = { iss: url, jwks_uri: url, jku: url };
    expectRefusal(
      await api.as(await issuer.token({ claims })).query('{ guarded }'),
      'unknown_issuer',
    );
    expect(requests).toBe(0);
  });
});

describe('the issuer', () => {
  const variants: [string, () => unknown][] = [
    ['missing', () => undefined],
    ['null', () => null],
    ['empty', () => ''],
    ['a number', () => 1],
    ['an array of the right one', () => [issuer.issuer]],
    ['an object', () => ({ toString: issuer.issuer })],
    ['without its slash', () => issuer.issuer.slice(0, -1)],
    ['with another slash', () => `${issuer.issuer}/`],
    ['the other issuer with a slash', () => other.url],
    ['in capitals', () => issuer.issuer.toUpperCase()],
    ['with user information', () => issuer.issuer.replace('//', '//user@')],
    ['with the right one as user information', () => `${issuer.issuer.slice(0, -1)}@evil.example/`],
    ['with a suffix', () => `${issuer.issuer.slice(0, -1)}.evil.example/`],
    ['with a path', () => `${issuer.issuer}tenant/`],
    ['with a dot segment', () => `${issuer.issuer}./`],
    ['with a query', () => `${issuer.issuer}?`],
    ['with a fragment', () => `${issuer.issuer}#`],
    ['with another port', () => issuer.issuer.replace(/:\d+/, ':1')],
    ['with another scheme', () => issuer.issuer.replace('http:', 'https:')],
    ['another name of the same host', () => issuer.issuer.replace('127.0.0.1', 'localhost')],
    ['with spaces', () => ` ${issuer.issuer}`],
    ['a stranger', () => 'https://evil.example/'],
  ];

  it.each(variants)('%s is refused', async (_, iss) => {
    const token = await issuer.token({ claims: { iss: iss() } });
    expectRefusal(await api.as(token).query('{ guarded }'), 'unknown_issuer');
  });
});

describe('the audience', () => {
  const variants: [string, () => unknown][] = [
    ['missing', () => undefined],
    ['null', () => null],
    ['empty', () => ''],
    ['an empty array', () => []],
    ['nested', () => [[issuer.audience]]],
    ['an object', () => ({ 0: issuer.audience })],
    ['a number', () => 1],
    ['true', () => true],
    ['a part of it', () => issuer.audience.slice(0, -1)],
    ['more than it', () => `${issuer.audience}/`],
    ['in capitals', () => issuer.audience.toUpperCase()],
    ['two in one string', () => `${issuer.audience} other`],
    ["the other issuer's", () => other.audience],
    ['several of others', () => [other.audience, elliptic.audience, `${issuer.url}userinfo`]],
  ];

  it.each(variants)('%s is refused', async (_, aud) => {
    const token = await issuer.token({ claims: { aud: aud() } });
    expectRefusal(await api.as(token).query('{ guarded }'), 'wrong_audience');
  });
});

describe('the times', () => {
  const raw =
    (name: string, value: string): Make =>
    () =>
      signed(
        validHeader(),
        validClaims().replace(new RegExp(`"${name}":\\d+`), `"${name}":${value}`),
      );
  const cases: [string, Make, RefusalReason][] = [
    ['exp in the past', () => issuer.token({ claims: { exp: now() - 60 } }), 'token_expired'],
    [
      'exp just beyond the tolerance',
      () => issuer.token({ claims: { exp: now() - 6 } }),
      'token_expired',
    ],
    ['exp 0', () => issuer.token({ claims: { exp: 0 } }), 'token_expired'],
    ['exp negative', () => issuer.token({ claims: { exp: -1 } }), 'token_expired'],
    ['exp missing', () => issuer.token({ claims: { exp: undefined } }), 'invalid_claims'],
    ['exp null', () => issuer.token({ claims: { exp: null } }), 'invalid_claims'],
    [
      'exp as a string',
      () => issuer.token({ claims: { exp: String(now() + 60) } }),
      'invalid_claims',
    ],
    ['exp as an array', () => issuer.token({ claims: { exp: [now() + 60] } }), 'invalid_claims'],
    ['exp true', () => issuer.token({ claims: { exp: true } }), 'invalid_claims'],
    ['exp without end', raw('exp', '1e999'), 'invalid_claims'],
    [
      'nbf in the future',
      () => issuer.token({ claims: { nbf: now() + 60 } }),
      'token_not_yet_valid',
    ],
    [
      'nbf just beyond the tolerance',
      () => issuer.token({ claims: { nbf: now() + 7 } }),
      'token_not_yet_valid',
    ],
    [
      'nbf as a string',
      () => issuer.token({ claims: { nbf: String(now() - 60) } }),
      'invalid_claims',
    ],
    ['nbf null', () => issuer.token({ claims: { nbf: null } }), 'invalid_claims'],
    ['nbf without beginning', raw('nbf', '-1e999'), 'invalid_claims'],
    [
      'iat in the future',
      () => issuer.token({ claims: { iat: now() + 60 } }),
      'token_not_yet_valid',
    ],
    [
      'iat just beyond the tolerance',
      () => issuer.token({ claims: { iat: now() + 7 } }),
      'token_not_yet_valid',
    ],
    ['iat as a string', () => issuer.token({ claims: { iat: String(now()) } }), 'invalid_claims'],
    ['iat null', () => issuer.token({ claims: { iat: null } }), 'invalid_claims'],
    ['iat without beginning', raw('iat', '-1e999'), 'invalid_claims'],
  ];

  it.each(cases)('%s is refused', async (_, make, reason) => {
    expectRefusal(await api.as(await make()).query('{ guarded }'), reason);
  });
});

describe('the subject', () => {
  it.each([
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['a number', 5],
    ['an array', ['auth0|1']],
    ['an object', {}],
    ['of 256 characters', 's'.repeat(256)],
    ['with half of a surrogate pair', 'auth0|a\ud800'],
    ['with the other half of a surrogate pair', '\udc01auth0|a'],
  ])('%s is refused', async (_, sub) => {
    const token = await issuer.token({ claims: { sub } });
    expectRefusal(await api.as(token).query('{ guarded }'), 'invalid_claims');
  });

  it('with a whole surrogate pair is accepted', async () => {
    const token = await issuer.token({ claims: { sub: 'auth0|\u{1f511}' } });
    expectAcceptance(await api.as(token).query('{ guarded }'));
  });
});

describe('a token that is bound to a key', () => {
  const jkt = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';

  it.each([
    ['by DPoP, where the API has no PUBLIC_URL', { jkt }, 'token_binding_unsupported'],
    ['by a certificate', { 'x5t#S256': jkt }, 'token_binding_unsupported'],
    ['by DPoP and a certificate', { jkt, 'x5t#S256': jkt }, 'token_binding_unsupported'],
    ['by a thumbprint that is too short', { jkt: jkt.slice(1) }, 'token_binding_unsupported'],
    ['by a thumbprint that is not text', { jkt: [jkt] }, 'token_binding_unsupported'],
    ['by a key', { jwk: { kty: 'EC' } }, 'token_binding_unsupported'],
    ['by nothing', {}, 'token_binding_unsupported'],
    ['by null', null, 'token_binding_unsupported'],
    ['by a list', [jkt], 'token_binding_unsupported'],
    ['by text', jkt, 'token_binding_unsupported'],
  ] as const)('%s is not a bearer token', async (_, cnf, reason) => {
    const token = await issuer.token({ claims: { cnf } });
    expectRefusal(await api.as(token).query('{ guarded }'), reason);
  });
});

describe('an ID token for the same audience', () => {
  it.each([{ nonce: 'n' }, { at_hash: 'h' }, { c_hash: 'h' }, { typ: 'ID' }])(
    'with %j is refused',
    async (claims) => {
      const token = await issuer.token({ claims });
      expectRefusal(await api.as(token).query('{ guarded }'), 'not_an_access_token');
    },
  );
});

describe('an ID token for the application that logged in', () => {
  it.each([{ nonce: 'n' }, { at_hash: 'h' }, { token_use: 'id' }])(
    'with %j is named as what it is',
    async (claims) => {
      const token = await issuer.token({ claims: { ...claims, aud: 'client-id' } });
      expectRefusal(await api.as(token).query('{ guarded }'), 'not_an_access_token');
    },
  );
});

describe('among several trusted issuers', () => {
  const cases: [string, Make, RefusalReason][] = [
    [
      "signed by the other's key of the same kid",
      () => issuer.token({ key: other.key }),
      'invalid_signature',
    ],
    [
      "signed by the other's key, the other way round",
      () => other.token({ key: issuer.key }),
      'invalid_signature',
    ],
    [
      "signed by the other's key of another kid",
      () => issuer.token({ header: { kid: elliptic.key.kid } }),
      'unknown_key',
    ],
    [
      "for the other's audience",
      () => issuer.token({ claims: { aud: other.audience } }),
      'wrong_audience',
    ],
    [
      "for the other's audience, the other way round",
      () => other.token({ claims: { aud: issuer.audience } }),
      'wrong_audience',
    ],
    [
      "with the other's algorithm and key",
      () => issuer.token({ header: { alg: 'ES256', kid: elliptic.key.kid }, key: elliptic.key }),
      'wrong_algorithm',
    ],
    [
      "with the other's algorithm",
      () => elliptic.token({ header: { alg: 'RS256', kid: 'shared' }, key: issuer.key }),
      'wrong_algorithm',
    ],
    [
      "in the other's name",
      () => issuer.token({ claims: { iss: other.issuer } }),
      'invalid_signature',
    ],
  ];

  it.each(cases)('a token %s is refused', async (_, make, reason) => {
    expectRefusal(await api.as(await make()).query('{ guarded }'), reason);
  });

  it('each token is judged by its own issuer, in turn and in parallel', async () => {
    const tokens = await Promise.all([issuer, other, elliptic].map((one) => one.token()));
    const answers = await Promise.all(tokens.map((token) => api.as(token).query('{ guarded }')));
    answers.forEach(expectAcceptance);
  });
});

function renamed(key: SigningKey, kid: string): SigningKey {
  return { ...key, kid, jwk: { ...key.jwk, kid } };
}

function validHeader(): string {
  return JSON.stringify({ alg: 'RS256', typ: 'JWT', kid: 'shared' });
}

function validClaims(): string {
  const claims = { iss: issuer.issuer, sub: 'auth0|1', aud: issuer.audience };
  return JSON.stringify({ ...claims, iat: now(), nbf: now(), exp: now() + 3600 });
}

/** Signed with the issuer's own key, whatever the header says. */
function signed(header: string | Buffer, payload: string | Buffer): string {
  return signBytes(header, payload, 'RS256', issuer.key);
}

function publicPem(): string {
  return createPublicKey(issuer.key.privateKey).export({ type: 'spki', format: 'pem' }).toString();
}

/** RFC 8725, section 2.1: the published key as an HMAC secret. */
function confused(alg: string, secret: string): string {
  const input = `${encode({ alg, typ: 'JWT', kid: 'shared' })}.${Buffer.from(validClaims()).toString('base64url')}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** The token up to its signature, with the second dot. */
function stripped(token: string): string {
  return token.slice(0, token.lastIndexOf('.') + 1);
}

function zeros(length: number): string {
  return Buffer.alloc(length).toString('base64url');
}

function flipped(token: string): string {
  const signature = Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');
  signature[0] = (signature[0] ?? 0) ^ 1;
  return `${stripped(token)}${signature.toString('base64url')}`;
}

function regrafted(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return [header, encode({ ...claims, permissions: ['read:users'] }), signature].join('.');
}

/** 256 bytes leave four bits of the last character unused; a lax decoder ignores what they say. */
function withSpareBits(token: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(token.at(-1) ?? '');
  return `${token.slice(0, -1)}${alphabet[last + 1] ?? ''}`;
}

/** A good token that uses `-` or `_`, spelled with `+` and `/`. */
async function withStandardAlphabet(): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const token = await issuer.token({ claims: { attempt } });
    const spelled = token.replaceAll('-', '+').replaceAll('_', '/');
    if (spelled !== token) return spelled;
  }
}
