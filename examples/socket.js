import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { API_URL, freshAuthorization, SignInRequired } from './session.js';

const LONGEST_WAIT_MS = 5_000;
const PING_MS = 10_000;
const PONG_MS = 5_000;

/** The header of the last socket, and the one that a socket was closed for. */
let sent;
let expired;
let silence;

/** One socket for all subscriptions. It comes back by itself, with a token of that time. */
export const socket = createClient({
  url: API_URL.replace(/^http/, 'ws'),
  // Leave it out in browsers and from Node 22 on: they have one of their own.
  webSocketImpl: WebSocket,
  // A function is called for each new socket.
  connectionParams: async () => (sent = await freshAuthorization(expired)),
  keepAlive: PING_MS,
  retryAttempts: Infinity,
  shouldRetry: (problem) => !(problem instanceof SignInRequired),
  // Not all clients of a replica that goes away come back in the same instant.
  retryWait: (attempt) =>
    sleep(Math.min(250 * 2 ** attempt, LONGEST_WAIT_MS) * (0.5 + Math.random() / 2)),
  on: {
    // A network that is gone closes nothing: it is noticed by the answer that does not come.
    ping: (isReceived) => {
      if (!isReceived) silence = setTimeout(() => socket.terminate(), PONG_MS);
    },
    pong: (isReceived) => {
      if (isReceived) clearTimeout(silence);
    },
    connected: () => console.error('connected'),
    closed: ({ code, reason }) => {
      clearTimeout(silence);
      console.error(`closed ${code} ${reason}`);
      if (code === 4403) expired = sent;
    },
  },
});

/** Why a subscription has ended for good: errors of the API, or how its socket was closed. */
export function describeEnd(problem) {
  if (Array.isArray(problem)) return problem.map(({ message }) => message).join(', ');
  return problem.message || `The socket was closed: ${problem.code} ${problem.reason}`;
}
