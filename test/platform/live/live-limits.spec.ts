import { expect, it } from '@jest/globals';
import { loadSettings } from '../../../src/platform/config/load-settings.js';
import { limitsOf } from '../../../src/platform/live/live-limits.js';
import { CLOSINGS, describeClosing } from '../../../src/platform/live/sockets/closing.js';

const limitsFor = (env: Record<string, string>) =>
  limitsOf(loadSettings({ AUTH0_DOMAIN: 'a.example', AUTH0_AUDIENCE: 'api', ...env }));

it('takes the limits from the environment, where 0 switches a limit off', () => {
  const limitsAt = (value: string) =>
    limitsFor({
      MAX_CALLER_SOCKETS: value,
      MAX_CALLER_SUBSCRIPTIONS: value,
      MAX_SOCKET_SUBSCRIPTIONS: value,
      SOCKET_MESSAGES_PER_SECOND: value,
      MAX_PENDING_SOCKETS: value,
    });
  const all = (value: number) => ({
    socketsPerCaller: value,
    operationsPerCaller: value,
    operationsPerSocket: value,
    messagesPerSecond: value,
    pending: value,
  });
  expect(limitsAt('70')).toMatchObject(all(70));
  expect(limitsAt('0')).toMatchObject(all(Number.MAX_SAFE_INTEGER));
});

it('has hints that fit into a close frame, and none in production', () => {
  const largest = {
    MAX_CALLER_SOCKETS: '1000000',
    MAX_SOCKET_SUBSCRIPTIONS: '1000000',
    SOCKET_MESSAGES_PER_SECOND: '1000000',
    CALLER_POINTS_PER_MINUTE: '100000000',
    MAX_EVENT_LOOP_DELAY_MS: '60000',
  };
  const { hints } = limitsFor(largest);
  for (const closing of Object.values(CLOSINGS)) {
    expect(Buffer.byteLength(describeClosing(closing, hints))).toBeLessThanOrEqual(123);
  }
  expect(limitsFor({ NODE_ENV: 'production' }).hints).toEqual({});
});
