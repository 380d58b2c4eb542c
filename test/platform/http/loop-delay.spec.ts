import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { LoopDelay } from '../../../src/platform/http/overload/loop-delay.js';

const TURN_MS = 260;
const clock = new Int32Array(new SharedArrayBuffer(4));
const delay = new LoopDelay();

afterEach(() => delay.stop());

it('says how late the event loop is while each of its turns is longer than a look', async () => {
  delay.start();
  for (let turn = 0; turn < 5; turn += 1) {
    Atomics.wait(clock, 0, 0, TURN_MS);
    await nextTurn();
  }
  expect(delay.ms).toBeGreaterThan(TURN_MS / 2);
});
