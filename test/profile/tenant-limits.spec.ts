import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Waiters } from '../../src/platform/upstream/waiters.js';
import { UnavailableException } from '../../src/platform/upstream/unavailable.exception.js';
import { UPSTREAM_POLICY } from '../../src/platform/upstream/upstream-policy.js';
import { ManagementApiSource } from '../../src/profile/sources/management-api.source.js';
import { answerWithProfile, sendJson, useScriptedTenant, type Script } from './scripted-tenant.js';

const tenant = useScriptedTenant();
let source: ManagementApiSource;

beforeAll(async () => {
  Logger.overrideLogger(false);
  await import('auth0/users');
});
beforeEach(() => {
  tenant.reset();
  source = createSource();
});

function createSource(): ManagementApiSource {
  const settings = { url: tenant.url, clientId: 'management', clientSecret: 'secret' };
  return new ManagementApiSource(settings);
}

/** `answered`, or how long the user is told to wait. */
async function me(id: string): Promise<string | number> {
  const waiters = new Waiters();
  const query = source.queryById(id);
  return waiters
    .wait({ caller: id }, () => query.fetch(waiters))
    .then(
      () => 'answered',
      (error: unknown) => (error instanceof UnavailableException ? error.retryAfterSeconds : NaN),
    );
}

const ask = (count: number, name = 'user') =>
  Promise.all(Array.from({ length: count }, (_, index) => me(`auth0|${name}${index}`)));

describe('a tenant that is slow and well', () => {
  const answerAfter = (milliseconds: number) =>
    tenant.reset(async (call, response) => {
      await pause(milliseconds);
      answerWithProfile(call, response);
    });
  beforeEach(() => answerAfter(300));

  it('answers 40 users who ask at once', async () => {
    expect(await ask(40)).toEqual(Array.from({ length: 40 }, () => 'answered'));
    expect(tenant.calls).toHaveLength(40);
  });

  it('is asked by a few at a time', async () => {
    await ask(40);
    expect(tenant.maximumRunning).toBeLessThanOrEqual(UPSTREAM_POLICY.calls);
  });
});

describe('a tenant that allows 2 requests a second and 10 at once', () => {
  let refusals: number;

  /** A token bucket. */
  function limit(perSecond: number, burst: number): Script {
    let tokens = burst;
    let filledAt = performance.now();
    return (call, response) => {
      const now = performance.now();
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
      filledAt = now;
      if (tokens >= 1) {
        tokens -= 1;
        return answerWithProfile(call, response);
      }
      refusals += 1;
      response.setHeader('retry-after', '1');
      sendJson(response, {}, 429);
    };
  }
  beforeEach(() => {
    refusals = 0;
    source = createSource();
    tenant.reset(limit(2, 10));
  });

  it('sees no storm when 40 users ask at once, and serves as many as it allows', async () => {
    const answers = await ask(40);
    expect(answers.filter((answer) => answer === 'answered').length).toBeGreaterThanOrEqual(10);
    expect(answers.filter((answer) => answer !== 'answered')).toContain(1);
    expect(refusals).toBeLessThanOrEqual(UPSTREAM_POLICY.calls);
    const before = tenant.calls.length;
    await ask(40, 'another');
    expect(tenant.calls).toHaveLength(before);
  });
});
