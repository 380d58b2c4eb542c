import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../../../src/platform/config/settings.js';
import { GracefulShutdown, ShutdownState } from '../../../src/platform/http/graceful-shutdown.js';

afterEach(() => void jest.restoreAllMocks());

it('does not take time in which the machine stood still for time without requests', async () => {
  Logger.overrideLogger(false);
  const server = createServer((_, response) => response.end('answered'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const app = {
    getHttpServer: () => server,
    get: () => new ShutdownState(),
    close: () => Promise.resolve(),
  } as unknown as NestFastifyApplication;
  const settings = { shutdownGraceSeconds: 3_600 } as Settings;
  const shutdown = new GracefulShutdown(app, settings);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { port } = server.address() as AddressInfo;
  const ask = async () => {
    const [response] = (await once(get({ port, host: '127.0.0.1', agent }), 'response')) as [
      IncomingMessage,
    ];
    response.resume();
    await once(response, 'end');
    return response.statusCode;
  };
  await ask();
  const ended = shutdown.run();
  const now = performance.now.bind(performance);
  jest.spyOn(performance, 'now').mockImplementation(() => now() + 60_000);
  await pause(40);
  expect(await ask()).toBe(200);
  await ended;
});
