import { describe, expect, it } from '@jest/globals';
import { readRetryAfter } from '../../../src/platform/upstream/retry-after.js';

const NOW = Date.parse('2026-11-02T12:00:00.000Z');
const EPOCH_SECONDS = NOW / 1000;

function read(headers: Record<string, string>): number | undefined {
  return readRetryAfter(new Headers(headers), NOW);
}

describe('how long an answer asks to wait', () => {
  it.each([
    ['seconds', '30', 30],
    ['seconds between blanks', ' 30 ', 30],
    ['no time at all: at least a second', '0', 1],
    ['hours: at most ten minutes', '86400', 600],
    ['more digits than a number holds', '9'.repeat(400), 600],
    ['a date', 'Mon, 02 Nov 2026 12:00:45 GMT', 45],
    ['a date that has passed', 'Mon, 02 Nov 2026 11:00:00 GMT', 1],
    ['a date next year', 'Tue, 02 Nov 2027 12:00:00 GMT', 600],
    ['a date in the form of RFC 850', 'Monday, 02-Nov-26 12:00:20 GMT', 20],
    ['something else', 'soon', undefined],
    ['a negative number', '-5', undefined],
    ['a number with a fraction', '1.5', undefined],
    ['a date that does not exist', 'Mon, 99 Nov 2026 12:00:00 GMT', undefined],
    ['a date in the form of asctime', 'Mon Nov  2 12:00:10 2026', 10],
  ])('Retry-After is %s', (_, value, seconds) => {
    expect(read({ 'retry-after': value })).toBe(seconds);
  });

  it.each([
    ['seconds since the epoch', String(EPOCH_SECONDS + 12), 12],
    ['a time that has passed', String(EPOCH_SECONDS - 12), 1],
    ['far away', String(EPOCH_SECONDS + 86_400), 600],
    ['something else', 'soon', undefined],
    ['empty', '', undefined],
  ])('X-RateLimit-Reset is %s', (_, value, seconds) => {
    expect(read({ 'x-ratelimit-reset': value })).toBe(seconds);
  });

  it('Retry-After comes first', () => {
    const reset = String(EPOCH_SECONDS + 12);
    expect(read({ 'retry-after': '3', 'x-ratelimit-reset': reset })).toBe(3);
  });

  it('X-RateLimit-Reset counts where Retry-After cannot be read', () => {
    const reset = String(EPOCH_SECONDS + 12);
    expect(read({ 'retry-after': 'soon', 'x-ratelimit-reset': reset })).toBe(12);
  });

  it('is not said', () => {
    expect(read({})).toBeUndefined();
  });
});
