import { beforeEach, describe, expect, it } from '@jest/globals';
import { AdaptiveLimit } from '../../../src/platform/upstream/adaptive-limit.js';
import { UPSTREAM_POLICY } from '../../../src/platform/upstream/upstream-policy.js';

const LONG = UPSTREAM_POLICY.patienceMs;
const SHORT = LONG - 1;

let now: number;
let limit: AdaptiveLimit;

beforeEach(() => {
  now = 0;
  limit = new AdaptiveLimit(UPSTREAM_POLICY, () => now);
});

function succeed(times: number, waitedMs = LONG): void {
  for (let count = 0; count < times; count += 1) limit.succeed(waitedMs);
}

describe('the number of calls at once', () => {
  it('begins at five', () => {
    expect(limit.calls).toBe(5);
  });

  it('stays as it is while no call has to wait for long', () => {
    succeed(100, SHORT);
    expect(limit.calls).toBe(5);
  });

  it('triples with each round of answers while calls wait', () => {
    succeed(5);
    expect(limit.calls).toBe(15);
    succeed(15);
    expect(limit.calls).toBe(45);
  });

  it('has a maximum', () => {
    succeed(1_000);
    expect(limit.calls).toBe(100);
  });

  it('halves at a failure, once for all calls that were under way', () => {
    succeed(5);
    now = 10;
    for (const startedAt of [1, 2, 3, 9]) limit.fail(startedAt);
    expect(limit.calls).toBe(7);
    now = 20;
    limit.fail(11);
    expect(limit.calls).toBe(3);
  });

  it('never falls below one', () => {
    for (now = 1; now < 20; now += 1) limit.fail(now);
    expect(limit.calls).toBe(1);
  });

  it('grows by one with each round of answers after a failure', () => {
    succeed(5);
    limit.fail(now);
    expect(limit.calls).toBe(7);
    succeed(8);
    expect(limit.calls).toBe(8);
  });

  it('begins at five again after a rest, or lower where less was found out', () => {
    succeed(5);
    limit.rest();
    expect(limit.calls).toBe(5);
    limit.fail(now);
    limit.rest();
    expect(limit.calls).toBe(2);
  });
});
