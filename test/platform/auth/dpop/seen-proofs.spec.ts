import { afterEach, expect, it } from '@jest/globals';
import { MemorySeenProofs } from '../../../../src/platform/auth/dpop/seen-proofs.js';
import { shiftClock } from '../../../support/clock.js';

const clock = shiftClock();
afterEach(() => clock.reset());

const inSeconds = (seconds: number) => Date.now() + seconds * 1000;

it('a proof is new once', () => {
  const seen = new MemorySeenProofs();
  expect(['a', 'b', 'a'].map((name) => seen.take(name, inSeconds(60)))).toEqual([
    'new',
    'new',
    'seen',
  ]);
});

it('a proof is forgotten when its time is over', () => {
  const seen = new MemorySeenProofs();
  seen.take('a', inSeconds(60));
  seen.take('b', inSeconds(70));
  clock.advance(61_000);
  expect(seen.take('c', inSeconds(60))).toBe('new');
  expect([seen.size, seen.take('b', inSeconds(60))]).toEqual([2, 'seen']);
});

it('memory is bounded: the oldest proof makes room', () => {
  const seen = new MemorySeenProofs(1_000);
  for (let count = 0; count < 5_000; count += 1) seen.take(`proof ${count}`, inSeconds(60));
  expect(seen.size).toBe(1_000);
  expect([seen.take('proof 4999', inSeconds(60)), seen.take('proof 0', inSeconds(60))]).toEqual([
    'seen',
    'new',
  ]);
});
