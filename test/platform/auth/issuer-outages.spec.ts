import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { discoverIssuer } from '../../../src/platform/auth/issuers/issuer-metadata.js';
import { KEY_STORE_POLICY } from '../../../src/platform/auth/issuers/key-store-policy.js';
import { TrustedIssuer } from '../../../src/platform/auth/issuers/trusted-issuer.js';
import { UnavailableException } from '../../../src/platform/upstream/unavailable.exception.js';
import { createSigningKey, type SigningKey } from '../../support/signing-key.js';
import { type Handler, TestIssuer } from '../../support/test-issuer.js';
import { endsWithin } from '../../support/ends-within.js';

const DISCOVERY = '/.well-known/openid-configuration';
const WELL_KNOWN_KEYS = '/.well-known/jwks.json';
const KEYS = '/jwks.json';
const HOUR = 60 * 60_000;
/** The deadline in tests without an outage, even on a busy machine. */
const PATIENT_MS = 10_000;

const IMPATIENT = {
  ...KEY_STORE_POLICY,
  failureCooldown: 0,
  unknownKidRefill: 0,
  discoveryRetry: 0,
};

let key: SigningKey;
let elsewhere: Server;
let elsewhereUrl: string;
let strayRequests = 0;

beforeAll(async () => {
  Logger.overrideLogger(false);
  key = await createSigningKey();
  elsewhere = createServer((_, response) => {
    strayRequests += 1;
    response.end(JSON.stringify({ keys: [key.jwk] }));
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/keys`;
});
afterAll(() => new Promise((resolve) => elsewhere.close(resolve)));

/** Every way in which an answer can be no answer. */
const outages: [string, Handler][] = [
  ['a reset connection', (_, response) => response.socket?.resetAndDestroy()],
  ['HTTP 500', answer(500, '{"keys":[]}')],
  ['HTTP 429', answer(429, '', { 'retry-after': '60' })],
  ['HTTP 204', answer(204, '')],
  ['silence', () => undefined],
  [
    'HTML with 200',
    answer(200, '<html>Sign in to the Wi-Fi</html>', { 'content-type': 'text/html' }),
  ],
  ['a redirect', (_, response) => answer(302, '', { location: elsewhereUrl })(_, response)],
  [
    'a permanent redirect',
    (_, response) => answer(308, '', { location: elsewhereUrl })(_, response),
  ],
  ['garbage', answer(200, '{"keys":[')],
  ['an array', answer(200, '[]')],
  ['null', answer(200, 'null')],
  ['nothing', answer(200, '')],
  ['a truncated body', (_, response) => truncate(response, () => response.destroy())],
  ['a stalled body', (_, response) => truncate(response, () => undefined)],
  [
    '300 KiB',
    (request, response) =>
      answer(200, JSON.stringify({ keys: [key.jwk], filler: 'x'.repeat(300 * 1024) }))(
        request,
        response,
      ),
  ],
  [
    '20 MiB in a small gzip',
    answer(200, gzipSync(Buffer.alloc(20 * 1024 * 1024, 32)), { 'content-encoding': 'gzip' }),
  ],
  ['a body without end', (_, response) => pour(response)],
];

const emptyKeySets: [string, Handler][] = [
  ['no keys', answer(200, '{"keys":[]}')],
  ['no key set', answer(200, '{}')],
  ['keys that are no array', answer(200, '{"keys":{"length":1}}')],
  ['keys that are no keys', answer(200, '{"keys":[null,1,"x",[],{}]}')],
];

describe("an outage of the issuer's keys", () => {
  it.concurrent.each([...outages, ...emptyKeySets])(
    'as %s: a cold API answers 503, a warm one goes on, and both recover',
    async (_, fault) => {
      await using(async (issuer, trusted) => {
        issuer.faults.set(KEYS, fault);
        await expect(endsWithin(4_000, trusted.findKey(key.kid))).rejects.toBeInstanceOf(
          UnavailableException,
        );
        issuer.faults.clear();
        expect(await trusted.findKey(key.kid)).toBeDefined();
        issuer.faults.set(KEYS, fault);
        await expect(trusted.keys.refresh()).rejects.toThrow();
        expect(await trusted.findKey(key.kid)).toBeDefined();
      });
    },
  );

  it('as a refused connection: a cold API answers 503, a warm one goes on, and both recover', async () => {
    await using(async (issuer, trusted) => {
      await issuer.stopListening();
      await expect(trusted.findKey(key.kid)).rejects.toBeInstanceOf(UnavailableException);
      await issuer.listenAgain();
      expect(await trusted.findKey(key.kid)).toBeDefined();
      await issuer.stopListening();
      await expect(trusted.keys.refresh()).rejects.toThrow();
      expect(await trusted.findKey(key.kid)).toBeDefined();
      await issuer.listenAgain();
    });
  });

  it.each(emptyKeySets.slice(0, 3))('as %s is named as what it is', async (_, fault) => {
    await using(async (issuer, trusted) => {
      issuer.faults.set(KEYS, fault);
      await expect(trusted.keys.refresh()).rejects.toThrow('no JSON Web Key Set');
    });
  });

  it('never follows a redirect', () => {
    expect(strayRequests).toBe(0);
  });

  it("carries a Retry-After, and nothing of the issuer's answer", async () => {
    await using(async (issuer, trusted) => {
      issuer.faults.set(KEYS, answer(500, 'a secret of the issuer'));
      const error = await trusted.findKey(key.kid).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        message:
          "The issuer's signing keys cannot be fetched, so the access token cannot be verified.",
        retryAfterSeconds: 2,
        cause: { message: 'answered HTTP 500' },
      });
    });
  });
});

describe('an outage of the discovery document alone', () => {
  it.concurrent.each(outages)('as %s: a cold API recovers', async (_, fault) => {
    await using(async (issuer, trusted) => {
      issuer.faults.set(DISCOVERY, fault);
      await expect(trusted.findKey(key.kid)).rejects.toBeInstanceOf(UnavailableException);
      issuer.faults.clear();
      expect(await trusted.findKey(key.kid)).toBeDefined();
      expect(trusted.isNamed(issuer.issuer)).toBe(true);
      expect(trusted.isNamed(issuer.issuer.slice(0, -1))).toBe(false);
    });
  });

  it.concurrent.each(outages)('as %s: a warm API still refreshes its keys', async (_, fault) => {
    let now = 0;
    await using(
      async (issuer, trusted) => {
        await trusted.findKey(key.kid);
        issuer.faults.set(DISCOVERY, fault);
        now += HOUR + 1;
        await trusted.keys.refresh().catch(() => trusted.keys.refresh());
        expect(issuer.keyRequests).toBe(2);
        expect(trusted.isNamed(issuer.issuer.slice(0, -1))).toBe(false);
      },
      { clock: () => now },
    );
  });

  it("falls back to Auth0's well-known path", async () => {
    await using(async (issuer, trusted) => {
      issuer.faults.set(DISCOVERY, answer(500, ''));
      issuer.faults.set(WELL_KNOWN_KEYS, answer(200, JSON.stringify({ keys: [key.jwk] })));
      expect(await trusted.findKey(key.kid)).toBeDefined();
      expect(trusted.isNamed(issuer.issuer)).toBe(true);
      expect(trusted.isNamed(issuer.issuer.slice(0, -1))).toBe(true);
      issuer.faults.clear();
      await trusted.keys.refresh();
      expect(trusted.isNamed(issuer.issuer.slice(0, -1))).toBe(false);
    });
  });

  it.each([404, 410, 500])(
    'as HTTP %d: both spellings of the name hold, and it is tried again within a minute',
    async (status) => {
      let now = 0;
      const clock = () => now;
      await using(
        async (issuer, trusted) => {
          const asked = () => issuer.requests.filter((path) => path === DISCOVERY).length;
          issuer.faults.set(DISCOVERY, answer(status, ''));
          issuer.faults.set(WELL_KNOWN_KEYS, answer(200, JSON.stringify({ keys: [key.jwk] })));
          for (let second = 0; second < 60; second += 1) {
            expect(await trusted.findKey(key.kid)).toBeDefined();
            now += 1_000;
          }
          await until(() => asked() === 2);
          expect(
            [issuer.issuer, issuer.issuer.slice(0, -1)].map((iss) => trusted.isNamed(iss)),
          ).toEqual([true, true]);
          issuer.faults.clear();
          // The answer to the second question may still be under way: the pause begins when it ends.
          while (trusted.isNamed(issuer.issuer.slice(0, -1))) {
            now += 1_000;
            expect(await trusted.findKey(key.kid)).toBeDefined();
            await setImmediate();
          }
          expect(trusted.isNamed(issuer.issuer)).toBe(true);
          expect(asked()).toBe(3);
        },
        { clock, policy: KEY_STORE_POLICY, deadlineMs: PATIENT_MS },
      );
    },
  );

  it('at the hourly refresh changes nothing, and the next document is read within a minute', async () => {
    let now = 0;
    const clock = () => now;
    await using(
      async (issuer, trusted) => {
        const asked = () => issuer.requests.filter((path) => path === DISCOVERY).length;
        await trusted.findKey(key.kid);
        issuer.faults.set(DISCOVERY, answer(404, ''));
        now += HOUR;
        await trusted.findKey(key.kid);
        await until(() => asked() === 2);
        expect(trusted.isNamed(issuer.issuer)).toBe(true);
        expect(trusted.isNamed(issuer.issuer.slice(0, -1))).toBe(false);
        issuer.faults.clear();
        while (asked() < 3) {
          now += 1_000;
          await trusted.findKey(key.kid);
          await setImmediate();
        }
        expect(trusted.userinfoEndpoint).toBe(`${issuer.url}userinfo`);
      },
      { clock, policy: KEY_STORE_POLICY, deadlineMs: PATIENT_MS },
    );
  });

  it('asks once for any number of callers', async () => {
    let now = 0;
    await using(
      async (issuer, trusted) => {
        await trusted.findKey(key.kid);
        issuer.faults.set(DISCOVERY, answer(404, ''));
        now += HOUR;
        await Promise.all(Array.from({ length: 50 }, () => trusted.findKey(key.kid)));
        await until(() => issuer.requests.length >= 4);
        expect(issuer.requests.filter((path) => path === DISCOVERY)).toHaveLength(2);
      },
      {
        clock: () => now,
        policy: { ...KEY_STORE_POLICY, trustedFor: 2 * HOUR },
        deadlineMs: PATIENT_MS,
      },
    );
  });
});

describe('a discovery document', () => {
  const documents: [string, (issuer: TestIssuer) => Record<string, unknown>][] = [
    ['of another issuer', () => ({ issuer: 'https://evil.example/' })],
    ['of a tenant below', ({ url }) => ({ issuer: `${url}tenant` })],
    ['of the same host in capitals', ({ url }) => ({ issuer: url.toUpperCase() })],
    ['without an issuer', () => ({ issuer: undefined })],
    ['with a list of issuers', ({ url }) => ({ issuer: [url] })],
    ['without jwks_uri', () => ({ jwks_uri: undefined })],
    ['with a relative jwks_uri', () => ({ jwks_uri: '/jwks.json' })],
    ['with jwks_uri on plain http elsewhere', () => ({ jwks_uri: 'http://keys.example/jwks' })],
    ['with jwks_uri in a file', () => ({ jwks_uri: 'file:///etc/passwd' })],
    ['with jwks_uri as data', () => ({ jwks_uri: 'data:application/json,{"keys":[]}' })],
    ['with jwks_uri as a list', ({ url }) => ({ jwks_uri: [`${url}jwks.json`] })],
    ['with userinfo_endpoint on plain http', () => ({ userinfo_endpoint: 'http://x.example/u' })],
  ];

  it.each(documents)('%s is refused', async (_, changes) => {
    await using(async (issuer, trusted) => {
      const document = {
        issuer: issuer.issuer,
        jwks_uri: `${issuer.url}jwks.json`,
        userinfo_endpoint: `${issuer.url}userinfo`,
        ...changes(issuer),
      };
      issuer.faults.set(DISCOVERY, answer(200, JSON.stringify(document)));
      await expect(trusted.findKey(key.kid)).rejects.toBeInstanceOf(UnavailableException);
      expect(issuer.requests).toEqual([DISCOVERY]);
      expect(trusted.isNamed('https://evil.example/')).toBe(false);
    });
  });

  it.each(['jwks_uri', 'userinfo_endpoint'])(
    'on https may not send us to plain http, not even on this machine: %s',
    async (name) => {
      const document = {
        issuer: 'https://issuer.example/',
        jwks_uri: 'https://issuer.example/jwks.json',
        [name]: 'http://127.0.0.1/somewhere',
      };
      const fetch = jest
        .spyOn(globalThis, 'fetch')
        .mockResolvedValue(new Response(JSON.stringify(document)));
      await expect(
        discoverIssuer('https://issuer.example/', AbortSignal.timeout(1_000)),
      ).rejects.toThrow(`without a usable ${name}`);
      fetch.mockRestore();
    },
  );

  it('is fetched once an hour', async () => {
    let now = 0;
    await using(
      async (issuer, trusted) => {
        const asked = () => issuer.requests.filter((path) => path === DISCOVERY).length;
        await trusted.findKey(key.kid);
        await trusted.keys.refresh();
        expect(asked()).toBe(1);
        now += HOUR + 1;
        await trusted.keys.refresh();
        expect(asked()).toBe(2);
      },
      { clock: () => now },
    );
  });

  it('is fetched again when the keys have moved', async () => {
    await using(async (issuer, trusted) => {
      await trusted.findKey(key.kid);
      issuer.faults.set(KEYS, answer(404, ''));
      issuer.faults.set('/moved.json', answer(200, JSON.stringify({ keys: [key.jwk] })));
      issuer.faults.set(
        DISCOVERY,
        answer(200, JSON.stringify({ issuer: issuer.issuer, jwks_uri: `${issuer.url}moved.json` })),
      );
      await expect(trusted.keys.refresh()).rejects.toThrow('answered HTTP 404');
      await trusted.keys.refresh();
      expect(issuer.requests.at(-1)).toBe('/moved.json');
    });
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** One issuer and the trust in it, with nothing to wait for between two attempts. */
async function using(
  test: (issuer: TestIssuer, trusted: TrustedIssuer) => Promise<void>,
  { clock = () => performance.now(), policy = IMPATIENT, deadlineMs = 1_500 } = {},
): Promise<void> {
  const issuer = await TestIssuer.start({ keys: [key] });
  const trusted = new TrustedIssuer(
    {
      kind: 'oidc',
      variable: 'OIDC_ISSUER_URL',
      url: issuer.url,
      address: issuer.url,
      audience: 'a',
      audienceClaim: 'aud',
      algorithm: 'RS256',
      tokenProfile: 'any',
      allowedClients: undefined,
      permissionsClaim: 'permissions',
    },
    { policy, deadlineMs, clock },
  );
  try {
    await test(issuer, trusted);
  } finally {
    await issuer.close();
  }
}

function answer(
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Handler {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  };
}

function truncate(response: Parameters<Handler>[1], then: () => unknown): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '10000' });
  response.write('{"keys":[', () => setTimeout(then, 20));
}

function pour(response: Parameters<Handler>[1]): void {
  const timer = setInterval(() => response.write('x'.repeat(64 * 1024)), 1);
  response.on('close', () => clearInterval(timer));
}
