import type { IncomingMessage, Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { requests, type RequestRecord } from '../../../src/platform/http/http.metrics.js';
import { useApi } from '../../support/api.js';
import { until } from '../../support/until.js';

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
