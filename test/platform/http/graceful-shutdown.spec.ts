import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../../../src/platform/config/settings.js';
import { GracefulShutdown, ShutdownState } from '../../../src/platform/http/graceful-shutdown.js';

afterEach(() => void jest.restoreAllMocks());

beforeEach(() => Logger.overrideLogger(false));

async function start() {
  const server = createServer((_, response) => response.end('answered'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const app = {
    getHttpServer: () => server,
    get: () => new ShutdownState(),
    close: () => Promise.resolve(),
  } as unknown as NestFastifyApplication;
  const shutdown = new GracefulShutdown(app, { shutdownGraceSeconds: 3_600 } as Settings);
  const { port } = server.address() as AddressInfo;
  const ask = async (agent: Agent) => {
    const answer = await once(get({ port, host: '127.0.0.1', agent }), 'response');
    const [response] = answer as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  };
  return { shutdown, ask };
}

it('does not take time in which the machine stood still for time without requests', async () => {
  const { shutdown, ask } = await start();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await ask(agent);
  const ended = shutdown.run();
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + 60_000);
  await pause(40);
  expect(await ask(agent)).toBe(200);
  await ended;
});

it('answers those whose connections wait to be accepted when it begins', async () => {
  const { shutdown, ask } = await start();
  const answers = Array.from({ length: 30 }, () => ask(new Agent()));
  await nextTurn();
  await shutdown.run();
  expect(await Promise.all(answers)).toEqual(Array(30).fill(200));
});
