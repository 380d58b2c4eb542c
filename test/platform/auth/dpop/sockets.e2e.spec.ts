import { beforeAll, describe, expect, it } from '@jest/globals';
import { useApi } from '../../../support/api.js';
import {
  createDpopClient,
  headersOf,
  PUBLIC_URL,
  type Bound,
  type DpopClient,
  type ProofParts,
} from '../../../support/dpop-client.js';
import { TestSocket } from '../../../support/live-socket.js';
import { useIssuer } from '../../../support/test-issuer.js';
import { LIVE_PROBE, Ticks } from '../../live/live-probe.js';

const issuer = useIssuer();
const api = useApi({ trusts: issuer, env: { PUBLIC_URL }, providers: LIVE_PROBE });
let client: DpopClient;
beforeAll(async () => {
  client = await createDpopClient();
});

/** A proof for opening a socket: by GET. */
const boundForSocket = (parts: ProofParts = {}) =>
  client.bound(issuer, { ...parts, claims: { htm: 'GET', ...parts.claims } });

/** `acknowledged`, or how the socket was closed. */
async function connect(payload: object, headers: Record<string, string> = {}): Promise<unknown> {
  const socket = await TestSocket.open(api.url, { headers });
  socket.send({ type: 'connection_init', payload });
  const outcome = await Promise.race([
    socket.take('connection_ack').then(
      () => 'acknowledged',
      () => socket.ended,
    ),
    socket.ended,
  ]);
  socket.close();
  return outcome;
}

describe('a socket with a bound token', () => {
  const payloadOf = ({ token, proof }: Bound) => ({ authorization: `DPoP ${token}`, dpop: proof });

  it('opens with the proof in connection_init, its names in any case', async () => {
    expect(await connect(payloadOf(await boundForSocket()))).toBe('acknowledged');
    const { token, proof } = await boundForSocket();
    expect(await connect({ Authorization: `DPoP ${token}`, DPoP: proof })).toBe('acknowledged');
  });

  it('opens with the proof in the headers of the upgrade', async () => {
    expect(await connect({}, headersOf(await boundForSocket()))).toBe('acknowledged');
  });

  it('keeps the proof from resolvers', async () => {
    const socket = await TestSocket.open(api.url);
    const { token, proof } = await boundForSocket();
    const payload = { locale: 'de', authorization: `DPoP ${token}`, DPoP: proof };
    socket.send({ type: 'connection_init', payload });
    await socket.take('connection_ack');
    socket.subscribe('1', 'subscription { parameters { text } }');
    const { text } = (await socket.take('next')).payload.data.parameters;
    expect(JSON.parse(text)).toEqual({ all: { locale: 'de' }, locale: 'de' });
    socket.close();
  });

  it('belongs to that token from then on: its subscriptions need no proof', async () => {
    const { token, proof } = await boundForSocket();
    const socket = await TestSocket.open(api.url);
    socket.send({ type: 'connection_init', payload: payloadOf({ token, proof }) });
    await socket.take('connection_ack');
    socket.subscribe('1', 'subscription { myTicks { id } }');
    socket.subscribe('2', 'subscription { myTicks { id } }');
    await socket.settle();
    await socket.take('pong');
    api.app.get(Ticks).publish('auth0|64f1c2a97b3e5d0018a4c9e1', { id: 'tick' });
    const events = [await socket.take('next'), await socket.take('next')];
    expect(events.map(({ payload }) => payload)).toEqual([
      { data: { myTicks: { id: 'tick' } } },
      { data: { myTicks: { id: 'tick' } } },
    ]);
    socket.close();
  });

  it.each<[string, (bound: Bound) => object, string]>([
    ['without a proof', ({ token }) => ({ authorization: `DPoP ${token}` }), 'dpop_proof_missing'],
    [
      'as a bearer token',
      ({ token }) => ({ authorization: `Bearer ${token}` }),
      'dpop_scheme_needed',
    ],
    [
      'with a proof that is not text',
      ({ token }) => ({ authorization: `DPoP ${token}`, dpop: { proof: 1 } }),
      'dpop_proof_invalid',
    ],
    [
      'with two proofs',
      ({ token, proof }) => ({ authorization: `DPoP ${token}`, dpop: proof, DPOP: proof }),
      'dpop_proof_invalid',
    ],
  ])('is closed %s', async (_, payload, reason) => {
    expect(await connect(payload(await boundForSocket()))).toEqual({ code: 4401, reason });
  });

  it('is closed with a proof for another method', async () => {
    const bound = await boundForSocket({ claims: { htm: 'POST' } });
    expect(await connect(payloadOf(bound))).toEqual({ code: 4401, reason: 'dpop_proof_invalid' });
  });

  it('is closed with a proof that came before, over HTTP as well', async () => {
    const bound = await boundForSocket();
    expect(await connect(payloadOf(bound))).toBe('acknowledged');
    expect(await connect(payloadOf(bound))).toEqual({ code: 4401, reason: 'dpop_proof_used' });
    const url = `${api.url}?query=${encodeURIComponent('{ guarded }')}`;
    const headers = { ...headersOf(bound), 'apollo-require-preflight': '1' };
    expect((await fetch(url, { headers })).status).toBe(401);
  });

  it('takes no proof of the upgrade for a token of connection_init', async () => {
    const { token, proof } = await boundForSocket();
    expect(await connect({ authorization: `DPoP ${token}` }, { dpop: proof })).toEqual({
      code: 4401,
      reason: 'dpop_proof_missing',
    });
  });
});

describe('a socket of an API that asks for nonces', () => {
  const strict = useApi({
    trusts: issuer,
    env: { PUBLIC_URL, DPOP_NONCE_SECRET: 'a secret that all replicas have in common' },
    providers: LIVE_PROBE,
  });

  it('opens with a nonce of an answer over HTTP', async () => {
    const open = async (claims: Record<string, unknown>) => {
      const { token, proof } = await boundForSocket({ claims });
      const socket = await TestSocket.open(strict.url);
      socket.send({
        type: 'connection_init',
        payload: { authorization: `DPoP ${token}`, dpop: proof },
      });
      return socket;
    };
    expect(await (await open({})).ended).toEqual({ code: 4401, reason: 'dpop_nonce_needed' });
    const { headers } = await strict.anonymous
      .with(headersOf(await client.bound(issuer)))
      .query('{ guarded }');
    const socket = await open({ nonce: headers.get('dpop-nonce') });
    await socket.take('connection_ack');
    socket.close();
  });
});
