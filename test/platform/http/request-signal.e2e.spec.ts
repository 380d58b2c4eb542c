import { beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { Public } from '../../../src/platform/auth/index.js';
import { LateRequestSignal, RequestSignal } from '../../../src/platform/http/index.js';
import { useApi } from '../../support/api.js';

const DEADLINE_MS = 300;

let signals: AbortSignal[] = [];
let started: (() => void) | undefined;

/** Works until its signal ends, and then some. */
@Public()
@Resolver()
class WorkResolver {
  @Query(() => String)
  async work(@RequestSignal() signal: AbortSignal): Promise<string> {
    signals.push(signal);
    started?.();
    await ended(signal);
    return 'too late';
  }

  @Query(() => String)
  brief(@RequestSignal() signal: AbortSignal): string {
    signals.push(signal);
    return 'done';
  }

  @Query(() => String)
  late(@LateRequestSignal() signal: () => AbortSignal): string {
    signals.push(signal());
    return 'done';
  }
}

@Public()
@Controller('work')
class WorkController {
  @Get()
  async work(@RequestSignal() signal: AbortSignal): Promise<string> {
    signals.push(signal);
    await ended(signal);
    throw signal.reason as Error;
  }
}

const parts = { providers: [WorkResolver], controllers: [WorkController] };
const api = useApi(parts);
const hasty = useApi({ ...parts, limits: { answerMs: DEADLINE_MS } });
beforeEach(() => {
  signals = [];
});

describe('the signal of a request', () => {
  it('ends when the client hangs up', async () => {
    const client = new AbortController();
    const isStarted = new Promise<void>((resolve) => (started = resolve));
    const answer = post('{ work }', { signal: client.signal });
    await isStarted;
    client.abort();
    await expect(answer).rejects.toThrow();
    await ended(signals[0]);
    expect(signals[0]?.reason).toMatchObject({ status: 499, code: 'CLIENT_CLOSED_REQUEST' });
  });

  it('ends when the time for the request is over, with the error that says so', async () => {
    await post('{ work }', { on: hasty });
    expect(signals[0]?.reason).toMatchObject({
      status: 503,
      code: 'SERVICE_UNAVAILABLE',
      message: 'The request took longer than 1 s.',
    });
  });

  it('is one for all fields of a request, and the next request has its own', async () => {
    await post('{ a: brief b: brief }');
    await post('{ brief }');
    expect(new Set(signals).size).toBe(2);
  });

  it('is the same where it is made when it is needed', async () => {
    await post('{ a: brief b: late }');
    expect(signals).toHaveLength(2);
    expect(signals[0]).toBe(signals[1]);
  });

  it('does not end when the request was answered in time', async () => {
    await post('{ brief }', { on: hasty });
    await new Promise((resolve) => setTimeout(resolve, DEADLINE_MS + 50));
    expect(signals[0]?.aborted).toBe(false);
  });

  it('is there for a plain route, whose client sees its reason', async () => {
    const answer = await fetch(hasty.url.replace('graphql', 'work'));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
  });
});

function post(
  query: string,
  { on = api, signal }: { on?: { readonly url: string }; signal?: AbortSignal } = {},
): Promise<Response> {
  return fetch(on.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    ...(signal ? { signal } : {}),
  });
}

function ended(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (!signal || signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
