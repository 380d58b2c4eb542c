import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { pino } from 'pino';
import { createRequestLog } from '../../../src/platform/http/request-log.js';
import { Pseudonyms } from '../../../src/platform/logging/pseudonyms.js';

it.each([
  ['debug', ['/health/live', '/orders/:id']],
  ['info', ['/orders/:id']],
  ['warn', []],
])('at level %s there is one line for each of %j', async (level, expected) => {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const logger = pino({ base: null, level }, stream);
  const server = fastify();
  const log = createRequestLog(logger, new Pseudonyms({ logPseudonymSecret: 'k' }));
  server.addHook('onRequest', async (request, reply) => log(request, reply));
  for (const path of ['/health/live', '/orders/:id']) server.get(path, async () => 'OK');
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  for (const path of ['/health/live', '/orders/5']) await (await fetch(`${url}${path}`)).text();
  await server.close();
  await delay(0);
  const written = lines.map((line) => JSON.parse(line) as object);
  expect(written).toEqual(
    expected.map((operation) => ({
      level: operation === '/health/live' ? 20 : 30,
      time: expect.any(Number),
      id: expect.any(String),
      operation,
      code: 'OK',
      status: 200,
      durationMs: expect.any(Number),
      msg: 'request',
    })),
  );
});
