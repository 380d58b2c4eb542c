import type { IncomingMessage } from 'node:http';
import { beforeAll, expect, it } from '@jest/globals';
import { Caller } from '../../../../src/platform/auth/caller.js';
import { Dpop } from '../../../../src/platform/auth/dpop/dpop.js';
import { MemorySeenProofs } from '../../../../src/platform/auth/dpop/seen-proofs.js';
import { loadSettings } from '../../../../src/platform/config/load-settings.js';
import { stateOf } from '../../../../src/platform/http/request-state.js';
import {
  createDpopClient,
  PUBLIC_URL,
  sha256,
  type DpopClient,
  type ProofParts,
} from '../../../support/dpop-client.js';
import { encode } from '../../../support/sign-token.js';

const TOKEN = 'token';
const settings = loadSettings({
  AUTH0_DOMAIN: 'tenant.example.com',
  AUTH0_AUDIENCE: 'api',
  NODE_ENV: 'production',
  PUBLIC_URL,
});
let client: DpopClient;
let other: DpopClient;

beforeAll(async () => {
  client = await createDpopClient();
  other = await createDpopClient();
});

/** One proof, judged for a request that nothing else is wrong with. */
function judge(dpop: Dpop, proof: string): unknown {
  const [issuer] = settings.issuers;
  if (!issuer) throw new Error('There is an issuer.');
  const raw = { method: 'POST', url: '/graphql', headers: {}, rawHeaders: ['dpop', proof] };
  const request = { raw: raw as unknown as IncomingMessage };
  stateOf(request).scheme = 'DPoP';
  const claims = { sub: 'auth0|1', cnf: { jkt: client.jkt } };
  try {
    return dpop.check(new Caller(issuer, claims, TOKEN), request);
  } catch (error) {
    return (error as { reason?: string }).reason;
  }
}

/** Without a signature of its key: making one takes longer than the test may. */
function forge({ header, claims }: ProofParts, jti: number): string {
  const { jwk, alg, htu } = client;
  const ath = sha256(TOKEN);
  const iat = Math.floor(Date.now() / 1000);
  const parts = [
    { typ: 'dpop+jwt', alg, jwk, ...header },
    { jti: String(jti), htm: 'POST', htu, iat, ath, ...claims },
  ];
  return `${parts.map(encode).join('.')}.${Buffer.alloc(64, jti % 256).toString('base64url')}`;
}

it('5,000 bad proofs take no place in the memory of used ones', async () => {
  const seen = new MemorySeenProofs();
  const dpop = new Dpop(settings, seen);
  const kinds: readonly ProofParts[] = [
    { claims: { htm: 'GET' } },
    { claims: { htu: 'https://evil.example/graphql' } },
    { claims: { iat: 0 } },
    { claims: { ath: 'other' } },
    { header: { jwk: other.jwk } },
    // Only the signature is wrong.
    {},
  ];
  const outcomes = new Set<unknown>();
  for (let count = 0; count < 5_000; count += 1) {
    outcomes.add(judge(dpop, forge(kinds[count % kinds.length] ?? {}, count)));
  }
  expect([...outcomes]).toEqual(['dpop_proof_invalid']);
  expect(seen.size).toBe(0);

  expect(judge(dpop, await client.proof({ token: TOKEN }))).toBe(true);
  expect(seen.size).toBe(1);
});
