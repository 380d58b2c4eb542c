import { expect, it } from '@jest/globals';
import type { Settings } from '../../../src/platform/config/settings.js';
import { limitsOf } from '../../../src/platform/live/live-limits.js';

const limitsFor = (settings: Partial<Settings>) => limitsOf(settings as Settings);

it('what one caller may have is set by the environment, and 0 is no limit', () => {
  expect(limitsFor({ maxCallerSockets: 5, maxCallerSubscriptions: 7 })).toMatchObject({
    socketsPerCaller: 5,
    operationsPerCaller: 7,
  });
  expect(limitsFor({ maxCallerSockets: 0, maxCallerSubscriptions: 0 })).toMatchObject({
    socketsPerCaller: Infinity,
    operationsPerCaller: Infinity,
  });
});
