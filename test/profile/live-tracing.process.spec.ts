import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { ApiProcess } from '../support/api-process.js';
import { TestSocket } from '../support/live-socket.js';
import { createUsers, useTenant } from '../support/tenant.js';
import { TraceCollector } from '../support/trace-collector.js';
import { use } from '../support/use.js';

const USER = 'auth0|user00000';
const collector = use(() => TraceCollector.start());
const tenant = useTenant({ users: createUsers(1) });

it('each event is a trace with its fields, and nothing that a caller wrote', async () => {
  const api = await ApiProcess.start({
    ...tenant.env,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  });
  const token = await tenant.token(USER);
  const socket = await TestSocket.connect(api.url, token);
  socket.subscribe('canary-id', 'subscription Mine { myProfileChanged { id } } # canary-comment');
  const save = 'mutation Save { updateMyMetadata(metadata: { seen: "canary-value" }) { id } }';
  // The subscription begins a moment after it was asked for.
  while (!socket.messages.some(({ type }) => type === 'next')) {
    expect((await api.query(token, save)).status).toBe(200);
    await sleep(20);
  }
  socket.close();
  expect(await api.stop()).toBe(0);

  const event = collector.spans.find(({ name }) => name === 'subscription');
  const parts = collector.spans.filter(({ parentId }) => parentId === event?.id);
  expect(parts.map(({ name }) => name)).toEqual(['graphql.resolve User.id']);
  const { received } = collector;
  expect([...new Set(received.match(/canary[\w-]*/gi))]).toEqual([]);
  for (const part of token.split('.')) expect(received).not.toContain(part);
});
