/*
 * Loaded before the API by `node --import`: counts what the process itself saw of its connections,
 * and prints it when the process ends. A connection that waits in the operating system's queue when
 * the listener closes was never accepted; from outside it looks like one that was cut off.
 */
import { subscribe } from 'node:diagnostics_channel';
import { writeSync } from 'node:fs';

const withoutRequest = new Set();
const counts = { connections: 0, requests: 0, answers: 0 };

subscribe('net.server.socket', ({ socket }) => {
  counts.connections += 1;
  withoutRequest.add(socket);
});
subscribe('http.server.request.start', ({ socket }) => {
  counts.requests += 1;
  withoutRequest.delete(socket);
});
subscribe('http.server.response.finish', () => (counts.answers += 1));

process.on('exit', () => {
  const result = { ...counts, connectionsWithoutRequest: withoutRequest.size };
  writeSync(2, `COUNTS ${JSON.stringify(result)}\n`);
});
