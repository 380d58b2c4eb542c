import type { IncomingMessage, Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Controller, Get, Logger } from '@nestjs/common';
import { Public } from '../../../src/platform/auth/index.js';
import { requests, type RequestRecord } from '../../../src/platform/http/http.metrics.js';
import { useApi } from '../../support/api.js';
import { until } from '../../support/until.js';

@Controller()
class SilentController {
  @Public()
  @Get('silent')
  never(): Promise<string> {
    return new Promise(() => undefined);
  }
}

describe('a client that is gone before its request is counted', () => {
  const api = useApi({ env: { RATE_LIMIT_PER_MINUTE: '600' } });
  const errors = jest.spyOn(Logger.prototype, 'error');
  const records: RequestRecord[] = [];
  let unsubscribe: () => void;

  beforeAll(() => {
    unsubscribe = requests.subscribe((record) => records.push(record));
    // Without its connection, Node does not know the address of a client any more.
    (api.app.getHttpServer() as Server).prependListener('request', (request: IncomingMessage) => {
      if (request.headers['x-request-id'] === 'gone') request.socket.destroy();
    });
  });

  afterAll(() => unsubscribe());

  it('makes no defect', async () => {
    const answer = api.anonymous.with({ 'x-request-id': 'gone' }).query('{ open }');
    await expect(answer).rejects.toThrow();
    await until('its request has ended', () => records.some(({ id }) => id === 'gone'));
    expect(records.filter(({ id }) => id === 'gone')).toMatchObject([
      { status: 499, code: 'CLIENT_CLOSED_REQUEST' },
    ]);
    expect(errors).not.toHaveBeenCalled();
  });
});

describe('a client that is gone before its requests are answered', () => {
  const api = useApi({ controllers: [SilentController] });
  const ends: string[] = [];

  it('ends each of them, also one that waits behind another', async () => {
    const unsubscribe = requests.subscribe(({ id, code }) => ends.push(`${id} ${code}`));
    const server = api.app.getHttpServer() as Server;
    let arrived = 0;
    server.on('request', () => (arrived += 1));
    const { hostname, port } = new URL(api.url);
    const client = connect(Number(port), hostname);
    const ask = (id: string) =>
      `GET /silent HTTP/1.1\r\nHost: ${hostname}\r\nX-Request-Id: ${id}\r\n\r\n`;
    client.write(ask('first') + ask('second'));
    await until('both have arrived', () => arrived === 2);
    client.destroy();
    await until('both have ended', () => ends.length === 2);
    unsubscribe();
    expect(ends.sort()).toEqual(['first CLIENT_CLOSED_REQUEST', 'second CLIENT_CLOSED_REQUEST']);
  });
});
