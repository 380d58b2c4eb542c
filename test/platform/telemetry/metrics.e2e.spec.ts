import { channel } from 'node:diagnostics_channel';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { DiagnosticChannel, Metrics } from '../../../src/platform/telemetry/index.js';
import { findFreePort } from '../../support/api-process.js';
import { TestApi } from '../../support/api.js';
import { ProbeModule } from '../../support/probe.js';

const ISSUER = { AUTH0_DOMAIN: 'http://127.0.0.1:9/', AUTH0_AUDIENCE: 'api' };

interface OrderPlaced {
  readonly kind: 'book' | 'toy';
  readonly customer: string;
  readonly durationMs: number;
}

const orders = new DiagnosticChannel<OrderPlaced>('test:order');
let stock: () => { labels: { kind: string }; value: number }[];

@Module({})
class OrdersModule {
  constructor(metrics: Metrics) {
    metrics.counter(orders, { name: 'test_orders_total', help: 'Orders', labels: ['kind'] });
    metrics.histogram(orders, {
      name: 'test_order_duration_seconds',
      help: 'Orders by how long they took',
      seconds: ({ durationMs }) => durationMs / 1000,
    });
    metrics.gauge({ name: 'test_stock', help: 'Stock', labels: ['kind'], read: () => stock() });
  }
}

describe('the metrics of a feature', () => {
  let api: TestApi;
  let url: string;

  beforeAll(async () => {
    const port = await findFreePort();
    url = `http://127.0.0.1:${port}/metrics`;
    stock = () => [{ labels: { kind: 'book' }, value: 7 }];
    api = await TestApi.start(
      { ...ISSUER, METRICS_PORT: String(port) },
      { imports: [ProbeModule, OrdersModule] },
    );
  });
  afterAll(() => api.close());

  async function scrape(): Promise<{ status: number; text: string }> {
    const response = await fetch(url);
    return { status: response.status, text: await response.text() };
  }

  it('count what its channel says, by the declared labels alone', async () => {
    orders.publish({ kind: 'toy', customer: 'Ada', durationMs: 30 });
    orders.publish({ kind: 'toy', customer: 'Grace', durationMs: 3_000 });
    const { text } = await scrape();
    expect(text).toContain('test_orders_total{kind="toy"} 2');
    expect(text).toContain('test_order_duration_seconds_bucket{le="0.05"} 1');
    expect(text).toContain('test_order_duration_seconds_sum 3.03');
    expect(text).not.toContain('Ada');
  });

  it('are read at each scrape, without values from the scrape before', async () => {
    expect((await scrape()).text).toContain('test_stock{kind="book"} 7');
    stock = () => [{ labels: { kind: 'toy' }, value: 3 }];
    const { text } = await scrape();
    expect(text).toContain('test_stock{kind="toy"} 3');
    expect(text).not.toContain('kind="book"');
  });

  it('fail only the scrape when a gauge cannot be read', async () => {
    const read = stock;
    stock = () => {
      throw new Error('The warehouse is closed.');
    };
    expect((await scrape()).status).toBe(500);
    stock = read;
    expect((await scrape()).status).toBe(200);
  });

  it('stop with the application', async () => {
    expect(channel('test:order').hasSubscribers).toBe(true);
    await api.close();
    expect(channel('test:order').hasSubscribers).toBe(false);
    await expect(fetch(url)).rejects.toThrow();
  });
});

it('without METRICS_PORT nothing is counted', async () => {
  const api = await TestApi.start(ISSUER, { imports: [ProbeModule, OrdersModule] });
  expect(channel('test:order').hasSubscribers).toBe(false);
  await api.close();
});
