/**
 * What a proof of DPoP costs a request, beside the verification of its token:
 *
 *   node --import ./test/support/run-source.mjs bench/dpop/run.js
 *
 * CPU of the API's process for each request, without a network: tokens and proofs are made before.
 */
import { TestApi } from '../../test/support/api.ts';
import { createDpopClient, headersOf, PUBLIC_URL } from '../../test/support/dpop-client.ts';
import { TestIssuer } from '../../test/support/test-issuer.ts';

const REQUESTS = 2_000;
const ROUNDS = 5;

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

async function measure(requests) {
  const fastify = api.app.getHttpAdapter().getInstance();
  const start = process.cpuUsage();
  for (const headers of requests) {
    const { statusCode } = await fastify.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...headers },
      payload: '{"query":"{ guarded }"}',
    });
    if (statusCode !== 200) throw new Error(`Answered with ${statusCode}.`);
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / requests.length;
}

for (const [title, make] of Object.entries(CASES)) {
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(await make()));
  console.log(`${title.padEnd(48)} ${Math.min(...rounds).toFixed(0)} µs`);
}
await api.close();
await issuer.close();
