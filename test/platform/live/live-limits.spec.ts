import { expect, it } from '@jest/globals';
import type { Settings } from '../../../src/platform/config/settings.js';
import { limitsOf } from '../../../src/platform/live/live-limits.js';

const limitsFor = (settings: Partial<Settings>) => limitsOf(settings as Settings);

it('takes the limits of one caller from the environment, where 0 switches a limit off', () => {
  expect(limitsFor({ maxCallerSockets: 5, maxCallerSubscriptions: 7 })).toMatchObject({
    socketsPerCaller: 5,
    operationsPerCaller: 7,
  });
  expect(limitsFor({ maxCallerSockets: 0, maxCallerSubscriptions: 0 })).toMatchObject({
    socketsPerCaller: Infinity,
    operationsPerCaller: Infinity,
  });
});
