import { channel } from 'node:diagnostics_channel';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { DiagnosticChannel, Metrics } from '../../../src/platform/telemetry/index.js';
import { findFreePort } from '../../support/api-process.js';
import { TestApi } from '../../support/api.js';
import { ProbeModule } from '../../support/probe.js';
import { use } from '../../support/use.js';

const ISSUER = { AUTH0_DOMAIN: 'http://127.0.0.1:9/', AUTH0_AUDIENCE: 'api' };

interface OrderPlaced {
  readonly kind: 'book' | 'map' | 'toy';
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
  const metrics = use(startWithMetrics);
  beforeEach(() => {
    stock = () => [{ labels: { kind: 'book' }, value: 7 }];
  });

  it('count what its channel says, by the declared labels alone', async () => {
    orders.publish({ kind: 'toy', customer: 'Ada', durationMs: 30 });
    orders.publish({ kind: 'toy', customer: 'Grace', durationMs: 3_000 });
    const { text } = await metrics.scrape();
    expect(text).toContain('test_orders_total{kind="toy"} 2');
    expect(text).toContain('test_order_duration_seconds_bucket{le="0.05"} 1');
    expect(text).toContain('test_order_duration_seconds_sum 3.03');
    expect(text).not.toContain('Ada');
  });

  it('are read at each scrape, without values from the scrape before', async () => {
    expect((await metrics.scrape()).text).toContain('test_stock{kind="book"} 7');
    stock = () => [{ labels: { kind: 'toy' }, value: 3 }];
    const { text } = await metrics.scrape();
    expect(text).toContain('test_stock{kind="toy"} 3');
    expect(text).not.toContain('kind="book"');
  });

  it('fail only the scrape when a gauge cannot be read', async () => {
    stock = () => {
      throw new Error('The warehouse is closed.');
    };
    expect((await metrics.scrape()).status).toBe(500);
    stock = () => [];
    expect((await metrics.scrape()).status).toBe(200);
  });

  it('do not end the process by a value that is not a number', async () => {
    orders.publish({ kind: 'map', customer: 'Ada', durationMs: Number.NaN });
    const { text } = await metrics.scrape();
    expect(text).toContain('test_orders_total{kind="map"} 1');
  });
});

describe('the counting', () => {
  it('stops with the application', async () => {
    const metrics = await startWithMetrics();
    expect(channel('test:order').hasSubscribers).toBe(true);
    await metrics.close();
    expect(channel('test:order').hasSubscribers).toBe(false);
    await expect(metrics.scrape()).rejects.toThrow();
  });

  it('does not begin without METRICS_PORT', async () => {
    const api = await TestApi.start(ISSUER, { imports: [ProbeModule, OrdersModule] });
    expect(channel('test:order').hasSubscribers).toBe(false);
    await api.close();
  });
});

async function startWithMetrics() {
  const port = await findFreePort();
  const api = await TestApi.start(
    { ...ISSUER, METRICS_PORT: String(port) },
    { imports: [ProbeModule, OrdersModule] },
  );
  const scrape = async (): Promise<{ status: number; text: string }> => {
    const response = await fetch(`http://127.0.0.1:${port}/metrics`);
    return { status: response.status, text: await response.text() };
  };
  return { scrape, close: () => api.close() };
}
