/**
 * What a proof of DPoP costs a request, beside the verification of its token, and what bad proofs leave:
 *
 *   node --import ./test/support/run-source.mjs bench/dpop/run.js
 *
 * CPU of the API's process for each request, without a network: tokens and proofs are made before. The
 * cases take turns, so that a busy machine is the same to all of them.
 */
import { SeenProofs } from '../../src/platform/auth/dpop/seen-proofs.ts';
import { TestApi } from '../../test/support/api.ts';
import { createDpopClient, headersOf, PUBLIC_URL } from '../../test/support/dpop-client.ts';
import { TestIssuer } from '../../test/support/test-issuer.ts';
import { usedHeap } from '../../test/support/used-heap.ts';

const REQUESTS = 2_000;
const ROUNDS = 5;
const BAD_PROOFS = 5_000;

const issuer = await TestIssuer.start();
const api = await TestApi.start({ ...issuer.env, PUBLIC_URL });
const token = await issuer.token();

const bearer = (one) => ({ authorization: `Bearer ${one}` });

async function headersOfEach(make) {
  const all = [];
  for (let count = 0; count < REQUESTS; count += 1) all.push(await make());
  return all;
}

async function bound(alg) {
  const client = await createDpopClient(alg);
  const one = await client.token(issuer);
  return headersOfEach(async () =>
    headersOf({ token: one, proof: await client.proof({ token: one }) }),
  );
}

const CASES = {
  'bearer, token remembered': () => headersOfEach(() => bearer(token)),
  'bearer, a new token each time (RS256)': () =>
    headersOfEach(async () => bearer(await issuer.token({ claims: { jti: Math.random() } }))),
  'DPoP, token remembered, a proof with ES256': () => bound('ES256'),
  'DPoP, token remembered, a proof with RS256': () => bound('RS256'),
  'DPoP, token remembered, a proof with Ed25519': () => bound('Ed25519'),
};

/** For one token: in turn with a key of its own, and with a signature by another key. */
async function badProofs() {
  const client = await createDpopClient();
  const one = await client.token(issuer);
  const all = [];
  for (let count = 0; count < BAD_PROOFS; count += 1) {
    const { jwk, privateKey: signer } = await createDpopClient();
    const header = count % 2 === 0 ? { jwk } : {};
    all.push(headersOf({ token: one, proof: await client.proof({ token: one, signer, header }) }));
  }
  return all;
}

async function measure(requests, wanted = 200) {
  const fastify = api.app.getHttpAdapter().getInstance();
  const start = process.cpuUsage();
  for (const headers of requests) {
    const { statusCode } = await fastify.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...headers },
      payload: '{"query":"{ guarded }"}',
    });
    if (statusCode !== wanted) throw new Error(`Answered with ${statusCode}.`);
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / requests.length;
}

const rounds = Object.keys(CASES).map(() => []);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [index, make] of Object.values(CASES).entries()) {
    rounds[index].push(await measure(await make()));
  }
}
for (const [index, title] of Object.keys(CASES).entries()) {
  console.log(`${title.padEnd(48)} ${Math.min(...rounds[index]).toFixed(0)} µs`);
}

const seen = api.app.get(SeenProofs, { strict: false });
const bad = await badProofs();
// Code is compiled, and the token is remembered.
await measure(bad, 401);
const [heap, places] = [usedHeap(), seen.size];
await measure(bad, 401);
const kept = Math.round((usedHeap() - heap) / 1024);
console.log(`${BAD_PROOFS} bad proofs leave ${kept} KiB, and take ${seen.size - places} places`);
await api.close();
await issuer.close();
