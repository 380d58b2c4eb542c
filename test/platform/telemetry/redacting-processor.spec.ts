import { expect, it } from '@jest/globals';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { RedactingSpanProcessor } from '../../../src/platform/telemetry/redacting.processor.js';

it("an adopter's own attributes stay, messages of errors and what instrumentations add do not", () => {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({
    spanProcessors: [new RedactingSpanProcessor(new SimpleSpanProcessor(exporter))],
  });
  const span = provider.getTracer('orders').startSpan('place order', {
    attributes: { 'order.id': 7, 'client.address': '192.0.2.1', 'graphql.something.new': 'x' },
  });
  span.addEvent('paid', { method: 'card' });
  span.recordException(new TypeError('private'));
  span.setStatus({ code: 2, message: 'private' });
  span.end();

  const [exported] = exporter.getFinishedSpans();
  expect(exported).toMatchObject({ name: 'place order', ended: true });
  expect(exported?.spanContext()).toEqual(span.spanContext());
  expect(exported?.attributes).toEqual({ 'order.id': 7 });
  expect(exported?.status).toEqual({ code: 2 });
  expect(exported?.events.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
    { name: 'paid', attributes: { method: 'card' } },
    { name: 'exception', attributes: { 'exception.type': 'TypeError' } },
  ]);
});
