import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifications } from '../../../src/platform/auth/auth.metrics.js';
import { ShutdownState } from '../../../src/platform/http/graceful-shutdown.js';
import { TestApi } from '../../support/api.js';
import { endsWithin } from '../../support/ends-within.js';
import { TestSocket, UpgradeRefused } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';
import { LIVE_PROBE } from './live-probe.js';

const SOCKETS = 200;
const issuer = useIssuer();

let api: TestApi;
let sockets: TestSocket[];
beforeEach(async () => {
  api = await TestApi.start(
    { ...issuer.env, MAX_CALLER_SOCKETS: '0', MAX_PENDING_SOCKETS: '0' },
    { providers: LIVE_PROBE },
  );
  sockets = [];
});
afterEach(() => api.close());

const open = async (count = SOCKETS) => {
  const token = await issuer.token();
  while (sockets.length < count) {
    const opening = Array.from({ length: SOCKETS }, () => TestSocket.connect(api.url, token));
    sockets.push(...(await Promise.all(opening)));
  }
};

describe('with many sockets', () => {
  it('one token is verified once', async () => {
    const outcomes: string[] = [];
    await api.as(await issuer.token({ claims: { sub: 'warm' } })).query('{ guarded }');
    const unsubscribe = verifications.subscribe(({ outcome }) => outcomes.push(outcome));
    await open();
    unsubscribe();
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    expect(outcomes).toHaveLength(SOCKETS);
  });

  it('all are told when the process shuts down, and none can be opened any more', async () => {
    await open();
    for (const socket of sockets) socket.subscribe('1', 'subscription { myTicks { id } }');
    api.app.get(ShutdownState).beginShutdown();
    const ends = await Promise.all(sockets.map(({ ended }) => ended));
    expect(new Set(ends.map(({ code, reason }) => `${code} ${reason}`))).toEqual(
      new Set(['1001 shutting_down']),
    );
    const refusal = await TestSocket.open(api.url).catch((error: unknown) => error);
    expect((refusal as UpgradeRefused).status).toBe(503);
  });

  it('closing 1,000 ends in time, also with clients that do not answer and an upgrade to elsewhere', async () => {
    await open(1_000);
    for (const { ws } of sockets.slice(0, 5)) ws.pause();
    const elsewhere = await askForUpgrade('/elsewhere');
    expect(elsewhere.answer).toMatch(/^HTTP\/1.1 404/);
    await endsWithin(8_000, api.close());
    elsewhere.client.destroy();
    for (const socket of sockets) socket.close();
  });

  it('closing ends in time with a client that keeps the connection of a refused handshake', async () => {
    const { answer, client } = await askForUpgrade('/graphql');
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    await endsWithin(8_000, api.close());
    client.destroy();
  });
});

/** Without a key, by a client that does not end its side of the connection. */
async function askForUpgrade(path: string) {
  const { hostname, port } = new URL(api.url);
  const client = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  client.on('error', () => undefined);
  client.write(
    `GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  );
  const answer = await new Promise<string>((resolve) =>
    client.once('data', (data) => resolve(String(data))),
  );
  return { answer, client };
}
