/*
 * The sockets of the benchmark, in a process of their own: opens them, subscribes, publishes events
 * and notes when the last subscriber has each one.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

/** Handshakes at the same time. */
const AT_ONCE = 50;
const PAUSE_MS = 20;
const PATIENCE_MS = 30_000;
const PROTOCOL = 'graphql-transport-ws';

const now = () => performance.timeOrigin + performance.now();
let sockets = [];
let received = 0;
let lastAt = 0;

process.on('disconnect', () => process.exit(0));
process.on('message', async ({ id, question, ...job }) => {
  try {
    process.send({ id, result: await ANSWERS[question](job) });
  } catch (error) {
    process.send({ id, error: String(error?.stack ?? error) });
  }
});

const ANSWERS = {
  /** Opens so many sockets, each with the next token; resolves when all are acknowledged. */
  async open({ port, count, file, tokens, from = 0 }) {
    const list = readFileSync(file, 'latin1')
      .split('\n')
      .filter(Boolean)
      .slice(from)
      .slice(0, tokens);
    for (let index = 0; index < count; index += AT_ONCE) {
      const size = Math.min(AT_ONCE, count - index);
      const opening = Array.from({ length: size }, (_, offset) =>
        open(port, list[(index + offset) % list.length]),
      );
      sockets.push(...(await Promise.all(opening)));
    }
  },

  subscribe() {
    const payload = { query: 'subscription { ticked { at } }' };
    const message = JSON.stringify({ type: 'subscribe', id: '1', payload });
    for (const socket of sockets) socket.send(message);
  },

  /** Publishes until every socket has been sent one event: then all are subscribed. */
  async settle({ port, token }) {
    const giveUpAt = performance.now() + PATIENCE_MS;
    do {
      if (performance.now() > giveUpAt) throw new Error(`${received} of ${sockets.length} events`);
      await sleep(100);
      received = 0;
      await publish(port, token);
      await sleep(200);
    } while (received < sockets.length);
  },

  /** Milliseconds from publishing each event to its last subscriber. */
  async events({ port, token, count }) {
    const latencies = [];
    for (let index = 0; index < count; index += 1) {
      received = 0;
      await publish(port, token);
      const giveUpAt = performance.now() + PATIENCE_MS;
      while (received < sockets.length) {
        if (performance.now() > giveUpAt)
          throw new Error(`${received} of ${sockets.length} events`);
        await sleep(1);
      }
      latencies.push(lastAt);
      await sleep(PAUSE_MS);
    }
    return latencies.sort((one, other) => one - other);
  },

  async close() {
    const closing = sockets.map((socket) => {
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.close(1000);
      return closed;
    });
    sockets = [];
    await Promise.all(closing);
  },
};

function open(port, token) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, PROTOCOL, {
    perMessageDeflate: false,
  });
  const payload = { authorization: `Bearer ${token}` };
  socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
    socket.on('message', (data) => {
      const { type, payload: result } = JSON.parse(data);
      if (type === 'connection_ack') resolve(socket);
      if (type === 'ping') socket.send('{"type":"pong"}');
      if (type !== 'next') return;
      received += 1;
      lastAt = now() - result.data.ticked.at;
    });
  });
}

async function publish(port, token) {
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: 'mutation { tick }' }),
  });
  const text = await response.text();
  if (!text.includes('"tick":true')) throw new Error(`No event: ${response.status} ${text}`);
}
