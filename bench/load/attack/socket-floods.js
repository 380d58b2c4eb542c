import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { Client } from '../client.js';
import { post } from '../post.js';
import { invalidDocument } from './http-floods.js';

const PROTOCOL = 'graphql-transport-ws';
/** What this project admits of one caller; others have no bound. */
const SOCKETS = 20;
const SUBSCRIPTIONS = 20;

/** In turns a connection that says nothing, and a WebSocket that does not say who is calling. */
export function openSockets({ port, address, count }) {
  const open = new Set();
  return {
    act(number) {
      const socket = number % 2 ? openSilent(port, address) : openWebSocket(port, address);
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('connect', () => count('opened'));
      socket.once('open', () => count('opened'));
      socket.once('close', () => {
        count('closed');
        open.delete(socket);
      });
    },
    stop: () => open.forEach(end),
  };
}

/** Messages that subscribe with a document that is not valid, over six sockets of one caller. */
export function invalidSubscriptions({ port, address, token, count }) {
  const pool = new SocketPool({ port, address, token, count }, 6);
  return {
    act(number) {
      pool.send(number, { query: invalidDocument(number, 'subscription') });
    },
    stop: () => pool.stop(),
  };
}

/** One mutation of a few bytes, and an event for each of the caller's subscriptions. */
export function fanOut({ port, address, token, origins, count }) {
  // The same load however many callers bring it.
  const size = Math.max(1, Math.round(SOCKETS / origins.length));
  const query = 'subscription Ticked($key: ID!) { ticked(key: $key) { id text at } }';
  const key = address;
  const pool = new SocketPool({ port, address, token, count }, size, (send) => {
    for (let id = 0; id < SUBSCRIPTIONS; id += 1) send(id, { query, variables: { key } });
  });
  const client = new Client(port, address);
  const tick = 'mutation Tick($key: ID!) { tick(key: $key) }';
  return {
    act() {
      if (client.isBusy) return count('unsent');
      client.send(post(port, { query: tick, variables: { key } }, token), count);
    },
    stop() {
      client.close();
      pool.stop();
    },
  };
}

/** WebSockets of one caller; those that the server closes are opened again. */
class SocketPool {
  #sockets = [];
  #isStopped = false;

  constructor(origin, size, onReady = () => undefined) {
    Object.assign(this, { origin, onReady });
    for (let index = 0; index < size; index += 1) this.#open(index);
  }

  send(number, payload) {
    const socket = this.#sockets[number % this.#sockets.length];
    if (!socket?.isReady) return this.origin.count('unsent');
    socket.send(JSON.stringify({ type: 'subscribe', id: String(number), payload }));
  }

  stop() {
    this.#isStopped = true;
    this.#sockets.forEach(end);
  }

  #open(index) {
    const { port, address, token, count } = this.origin;
    const socket = openWebSocket(port, address);
    this.#sockets[index] = socket;
    const payload = { authorization: `Bearer ${token}` };
    socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })));
    socket.on('message', (data) => this.#receive(socket, String(data)));
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      count(`closed ${code}`);
      if (!this.#isStopped) setTimeout(() => this.#isStopped || this.#open(index), 200);
    });
  }

  #receive(socket, text) {
    if (!text.startsWith('{"type":"connection_ack"')) {
      return this.origin.count(text.slice(0, 40).includes('"next"') ? 'next' : 'error');
    }
    socket.isReady = true;
    this.onReady((id, payload) =>
      socket.send(JSON.stringify({ type: 'subscribe', id: String(id), payload })),
    );
  }
}

function openSilent(port, localAddress) {
  return connect({ port, host: '127.0.0.1', localAddress });
}

function openWebSocket(port, localAddress) {
  return new WebSocket(`ws://127.0.0.1:${port}/graphql`, PROTOCOL, {
    localAddress,
    perMessageDeflate: false,
  });
}

function end(socket) {
  if (socket.terminate) socket.terminate();
  else socket.destroy();
}
