import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { CallerSlots } from '../../../src/platform/upstream/slots.js';
import { UnavailableException } from '../../../src/platform/upstream/unavailable.exception.js';
import { UpstreamError } from '../../../src/platform/upstream/upstream.error.js';
import { UpstreamGate } from '../../../src/platform/upstream/upstream-gate.js';
import { UPSTREAM_POLICY } from '../../../src/platform/upstream/upstream-policy.js';
import { Waiters } from '../../../src/platform/upstream/waiters.js';

let now: number;
let gate: UpstreamGate;

beforeEach(() => {
  Logger.overrideLogger(false);
  now = 1_000_000;
  gate = createGate();
});

function createGate(policy: Partial<typeof UPSTREAM_POLICY> = {}): UpstreamGate {
  return new UpstreamGate({
    upstream: 'an upstream',
    message: 'Nothing to be had.',
    policy: { ...UPSTREAM_POLICY, ...policy },
    clock: () => now,
  });
}

/** A call that a test ends when it likes. */
class Call {
  isBegun = false;
  succeed: () => void = () => undefined;
  fail: (error: unknown) => void = () => undefined;
  /** `ok`, or what the caller is told. */
  readonly outcome: Promise<unknown>;

  constructor(caller: string, options: { gate?: UpstreamGate; signal?: AbortSignal } = {}) {
    const { signal } = options;
    const waiters = new Waiters();
    this.outcome = waiters
      .wait({ caller, signal }, () => this.#run(options.gate ?? gate, waiters))
      .catch((error: unknown) => error);
    this.waiters = waiters;
  }

  readonly waiters: Waiters;

  #run(gate: UpstreamGate, waiters: Waiters): Promise<string> {
    return gate.run('ask', waiters, () => {
      this.isBegun = true;
      return new Promise((resolve, reject) => {
        this.succeed = () => resolve('ok');
        this.fail = reject;
      });
    });
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const begun = (calls: readonly Call[]) => calls.map(({ isBegun }) => isBegun);

async function failWith(error: UpstreamError, caller = 'somebody'): Promise<unknown> {
  const call = new Call(caller);
  await settled();
  call.fail(error);
  return call.outcome;
}

async function succeeds(caller: string): Promise<boolean> {
  const call = new Call(caller);
  await settled();
  call.succeed();
  return (await call.outcome) === 'ok';
}

describe('an upstream that asks to be left alone', () => {
  const limited = new UpstreamError('answered HTTP 429', { status: 429, retryAfterSeconds: 30 });

  it('is, and its callers are told for how long', async () => {
    expect(await failWith(limited)).toMatchObject({
      message: 'Nothing to be had.',
      retryAfterSeconds: 30,
      cause: limited,
    });
    now += 10_000;
    const refused = new Call('ada');
    expect(await refused.outcome).toMatchObject({ retryAfterSeconds: 20 });
    expect(refused.isBegun).toBe(false);
  });

  it('gets one call after that time, and all once it answers', async () => {
    await failWith(limited);
    now += 30_000;
    const calls = ['ada', 'ben', 'eve'].map((caller) => new Call(caller));
    await settled();
    expect(begun(calls)).toEqual([true, false, false]);
    expect(await calls[1]?.outcome).toMatchObject({ retryAfterSeconds: 1 });
    calls[0]?.succeed();
    expect(await calls[0]?.outcome).toBe('ok');
    expect(await succeeds('ben')).toBe(true);
  });

  it('has the calls refused at once that wait for a slot', async () => {
    gate = createGate({ calls: 5 });
    const calls = Array.from({ length: 8 }, (_, index) => new Call(`caller ${index}`));
    await settled();
    calls[0]?.fail(limited);
    for (const call of calls.slice(5)) {
      expect(await call.outcome).toBeInstanceOf(UnavailableException);
      expect(call.isBegun).toBe(false);
    }
  });

  it('is in the log once, when the pause begins and when it answers again', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    const log = jest.spyOn(Logger.prototype, 'log');
    await failWith(limited);
    now += 30_000;
    await failWith(limited);
    now += 30_000;
    await succeeds('ada');
    expect([...warn.mock.calls, ...log.mock.calls].flat()).toEqual([
      'an upstream answered HTTP 429; left alone for 30 s',
      'an upstream answers again',
    ]);
    jest.restoreAllMocks();
  });
});

describe('a definite answer', () => {
  it('that is a refusal does not count as an outage', async () => {
    const refusal = new Error('this user is gone');
    const call = new Call('ada');
    await settled();
    call.fail(refusal);
    expect(await call.outcome).toBe(refusal);
    expect(await succeeds('ben')).toBe(true);
  });
});

describe('a failure', () => {
  const failure = new UpstreamError('answered HTTP 500', { status: 500 });

  it.each([
    ['a limit', new UpstreamError('answered HTTP 429', { status: 429 })],
    ['a Retry-After', new UpstreamError('answered HTTP 503', { retryAfterSeconds: 2 })],
    ['a refused connection', new UpstreamError('no connection', { concernsEverybody: true })],
  ])('that is %s has the upstream left alone at once', async (_, error) => {
    await failWith(error);
    expect(await new Call('ada').outcome).toMatchObject({ retryAfterSeconds: 2 });
  });

  it('of one caller keeps no other from asking, however often', async () => {
    for (let count = 0; count < 10; count += 1) {
      expect(await failWith(failure)).toMatchObject({ retryAfterSeconds: 2, cause: failure });
    }
    expect(await succeeds('ben')).toBe(true);
  });

  it('has the upstream left alone when it is the third in a row, of two callers', async () => {
    await failWith(failure, 'ada');
    await failWith(failure, 'ben');
    expect(await succeeds('eve')).toBe(true);
    await failWith(failure, 'ada');
    await failWith(failure, 'ada');
    await failWith(failure, 'ben');
    expect(await new Call('eve').outcome).toMatchObject({ retryAfterSeconds: 2 });
  });

  it('of the probe has only its caller wait, of two probes everybody', async () => {
    await failWith(new UpstreamError('answered HTTP 429', { status: 429 }));
    now += 2_000;
    await failWith(failure, 'ada');
    expect(await new Call('ada').outcome).toMatchObject({ retryAfterSeconds: 2 });
    await failWith(failure, 'ben');
    expect(await new Call('eve').outcome).toMatchObject({ retryAfterSeconds: 2 });
    now += 2_000;
    await failWith(failure, 'ada');
    expect(await succeeds('ben')).toBe(true);
    expect(await succeeds('ada')).toBe(true);
  });
});

describe('one caller', () => {
  it('has two calls at a time', async () => {
    const calls = Array.from({ length: 3 }, () => new Call('ada'));
    await settled();
    expect(begun(calls)).toEqual([true, true, false]);
    calls[1]?.succeed();
    await settled();
    expect(begun(calls)).toEqual([true, true, true]);
  });

  it('has two calls at a time at gates that count together', async () => {
    const callerSlots = new CallerSlots(2);
    const options = { upstream: 'an upstream', message: 'Nothing to be had.', callerSlots };
    const [reads, writes] = [new UpstreamGate(options), new UpstreamGate(options)];
    const calls = [reads, writes, writes].map((gate) => new Call('ada', { gate }));
    await settled();
    expect(begun(calls)).toEqual([true, true, false]);
    calls[0]?.succeed();
    await settled();
    expect(begun(calls)).toEqual([true, true, true]);
  });

  it('with many calls leaves all other slots to others', async () => {
    gate = createGate({ calls: 10 });
    const many = Array.from({ length: 30 }, () => new Call('ada'));
    const others = Array.from({ length: 10 }, (_, index) => new Call(`caller ${index}`));
    await settled();
    expect(many.filter(({ isBegun }) => isBegun)).toHaveLength(2);
    expect(others.filter(({ isBegun }) => isBegun)).toHaveLength(8);
  });

  it('with many calls has others go in between', async () => {
    gate = createGate({ calls: 1 });
    const many = Array.from({ length: 3 }, () => new Call('ada'));
    const other = new Call('ben');
    await settled();
    many[0]?.succeed();
    await settled();
    many[1]?.succeed();
    await settled();
    expect([...begun(many), other.isBegun]).toEqual([true, true, false, true]);
  });
});

describe('a call whose waiters leave', () => {
  it('is not made when it has not begun', async () => {
    const client = new AbortController();
    const [first, second] = [new Call('ada'), new Call('ada')];
    const waiting = new Call('ada', { signal: client.signal });
    await settled();
    client.abort(new Error('the client is gone'));
    expect(await waiting.outcome).toMatchObject({ message: 'the client is gone' });
    first.succeed();
    second.succeed();
    await settled();
    expect(waiting.isBegun).toBe(false);
  });

  it('goes on when it has begun', async () => {
    const client = new AbortController();
    const call = new Call('ada', { signal: client.signal });
    await settled();
    client.abort(new Error('the client is gone'));
    expect(await call.outcome).toMatchObject({ message: 'the client is gone' });
    expect(call.isBegun).toBe(true);
    expect(await succeeds('ben')).toBe(true);
  });

  it('is made while one of them still waits', async () => {
    const client = new AbortController();
    const busy = [new Call('ada'), new Call('ada')];
    const shared = new Call('ada', { signal: client.signal });
    await settled();
    const joined = shared.waiters.wait({ caller: 'ada' }, () => Promise.resolve());
    client.abort();
    await joined;
    busy[0]?.succeed();
    await settled();
    expect(shared.isBegun).toBe(true);
  });

  it('goes in the slot of a caller who joins later', async () => {
    new Call('ada');
    new Call('ada');
    const shared = new Call('ada');
    await settled();
    expect(shared.isBegun).toBe(false);
    void shared.waiters.wait({ caller: 'ben' }, () => Promise.resolve());
    await settled();
    expect(shared.isBegun).toBe(true);
  });
});

describe('a caller whose own probe has failed', () => {
  it('does not end the call of another one by joining it', async () => {
    const busy = [new Call('ada'), new Call('ada')];
    await failWith(new UpstreamError('answered HTTP 429', { status: 429, retryAfterSeconds: 30 }));
    now += 30_000;
    await failWith(new UpstreamError('answered HTTP 500', { status: 500 }), 'eve');
    const shared = new Call('ada');
    void shared.waiters.wait({ caller: 'eve' }, () => Promise.resolve());
    await settled();
    busy[0]?.succeed();
    await settled();
    shared.succeed();
    expect(await shared.outcome).toBe('ok');
  });
});

describe('a call that can wait', () => {
  it('should while others wait for a slot, of which one caller alone has too few', async () => {
    gate = createGate({ calls: 3 });
    const many = Array.from({ length: 9 }, () => new Call('ada'));
    await settled();
    expect(gate.isBusy).toBe(false);
    const others = ['ben', 'eve'].map((caller) => new Call(caller));
    await settled();
    expect(gate.isBusy).toBe(true);
    others[0]?.succeed();
    await settled();
    expect([gate.isBusy, others[1]?.isBegun, many[2]?.isBegun]).toEqual([false, true, false]);
  });

  it('should for two seconds after a pause', async () => {
    await failWith(new UpstreamError('answered HTTP 429', { status: 429 }));
    now += 2_000;
    await succeeds('ada');
    expect(gate.isBusy).toBe(true);
    now += 2_000;
    expect(gate.isBusy).toBe(false);
  });
});

describe('the deadline', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
  afterEach(() => void jest.useRealTimers());

  it('ends the signal of the call, and the wait for a call that ignores it', async () => {
    gate = createGate({ deadlineMs: 20 });
    const waiters = new Waiters();
    let ended: AbortSignal | undefined;
    const call = gate.run('ask', waiters, (signal) => {
      now += 20;
      ended = signal;
      return new Promise(() => undefined);
    });
    const outcome = waiters.wait({ caller: 'ada' }, () => call);
    await settled();
    jest.advanceTimersByTime(20);
    await expect(outcome).rejects.toThrow('Nothing to be had.');
    expect(ended?.aborted).toBe(true);
  });

  it('ends the wait for a slot without blaming the upstream', async () => {
    gate = createGate({ deadlineMs: 200, calls: 1 });
    const [first, second, waiting] = ['ada', 'ada', 'ada'].map((caller) => new Call(caller));
    await settled();
    jest.advanceTimersByTime(50);
    const later = new Call('ben');
    for (const call of [first, second]) {
      call?.succeed();
      await settled();
    }
    expect(later.isBegun).toBe(true);
    jest.advanceTimersByTime(150);
    expect(await waiting?.outcome).toMatchObject({ retryAfterSeconds: 2 });
    expect(waiting?.isBegun).toBe(false);
    later.succeed();
    expect(await later.outcome).toBe('ok');
    expect(await succeeds('eve')).toBe(true);
  });

  it('that cuts a late call short does not blame the upstream', async () => {
    gate = createGate({ deadlineMs: 50, calls: 1 });
    const first = new Call('ada');
    const late = new Call('ben');
    await settled();
    now += 40;
    first.succeed();
    await settled();
    now += 10;
    jest.advanceTimersByTime(50);
    expect(await late.outcome).toMatchObject({ retryAfterSeconds: 2 });
    expect(late.isBegun).toBe(true);
    expect(await succeeds('eve')).toBe(true);
  });
});

describe('a tenant that takes a second and a half for each answer', () => {
  it('answers 40 callers who ask at once', async () => {
    jest.useFakeTimers({ doNotFake: ['performance', 'setImmediate', 'nextTick'] });
    try {
      const answers = Array.from({ length: 40 }, (_, index) => {
        const waiters = new Waiters();
        const call = () => new Promise<string>((resolve) => setTimeout(resolve, 1_500, 'ok'));
        return waiters.wait({ caller: `caller ${index}` }, () => gate.run('ask', waiters, call));
      });
      await jest.advanceTimersByTimeAsync(UPSTREAM_POLICY.deadlineMs);
      expect(await Promise.all(answers)).toEqual(Array.from({ length: 40 }, () => 'ok'));
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a tenant that allows 2 requests a second and 10 at once', () => {
  it('refuses about one request a second while 20 users a second ask, and serves what it allows', async () => {
    let tokens = 10;
    let served = 0;
    let refused = 0;
    const ask = () => {
      if (tokens < 1) {
        refused += 1;
        const options = { status: 429, retryAfterSeconds: 1 };
        return Promise.reject(new UpstreamError('answered HTTP 429', options));
      }
      tokens -= 1;
      served += 1;
      return Promise.resolve();
    };
    for (let step = 0; step < 600; step += 1) {
      for (const caller of [`a${step}`, `b${step}`]) {
        const waiters = new Waiters();
        void waiters.wait({ caller }, () => gate.run('ask', waiters, ask)).catch(() => undefined);
      }
      await settled();
      now += 100;
      tokens = Math.min(10, tokens + 0.2);
    }
    expect(served).toBeGreaterThanOrEqual(100);
    expect(refused).toBeLessThanOrEqual(70);
  });
});
