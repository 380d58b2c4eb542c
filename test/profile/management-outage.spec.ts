import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger, NotFoundException } from '@nestjs/common';
import type { Fault } from '../support/observed-issuer/fault.js';
import { UnavailableException } from '../../src/platform/upstream/unavailable.exception.js';
import { ManagementApiSource } from '../../src/profile/sources/management-api.source.js';
import { Waiters } from '../../src/platform/upstream/waiters.js';
import { UPSTREAM_POLICY } from '../../src/platform/upstream/upstream-policy.js';
import type { Caller } from '../../src/platform/auth/caller.js';
import type { Profile } from '../../src/profile/sources/profile-source.js';
import type { Metadata } from '../../src/profile/user.model.js';
import { upstreamCalls } from '../../src/platform/upstream/upstream.metrics.js';
import { createUsers, useTenant } from '../support/tenant.js';
import { endsWithin } from '../support/ends-within.js';

/** For an upstream that falls silent. Any other answers in time, also on a busy machine. */
const SHORT_DEADLINE_MS = 700;
const SILENT: readonly Fault['kind'][] = ['stall', 'stalledBody'];
/** The SDK's own timer around each call. */
const SDK_TIMEOUT_MS = 60_000;
const WAIT_MS = 7_000;
const ID = 'auth0|user00000';

const tenant = useTenant({ users: createUsers(2) });
let source: ManagementApiSource;
let elapsedMs = 0;

beforeAll(async () => {
  Logger.overrideLogger(false);
  // Loading the SDK is to count for no deadline.
  await import('auth0/users');
});
beforeEach(() => {
  tenant.management.faults.clear();
  tenant.takeCounts();
  source = createSource();
});

function createSource(fault?: Fault): ManagementApiSource {
  const { issuer: url, managementApplication } = tenant.management;
  const isSilent = fault && SILENT.includes(fault.kind);
  const deadlineMs = isSilent ? SHORT_DEADLINE_MS : UPSTREAM_POLICY.deadlineMs;
  const policy = { ...UPSTREAM_POLICY, deadlineMs };
  return new ManagementApiSource(
    { url, ...managementApplication },
    { policy, clock: () => performance.now() + elapsedMs },
  );
}

/** As another caller each time: one alone may have two calls at a time. */
function read(id: string, from = source): Promise<Profile> {
  return askAlone((waiters) => from.queryById(id).fetch(waiters));
}

function update(metadata: Metadata): Promise<Profile> {
  const caller = { subject: ID } as Caller;
  return askAlone((waiters) => source.updateOwnMetadata(caller, metadata).send(waiters));
}

function askAlone(call: (waiters: Waiters) => Promise<Profile>): Promise<Profile> {
  const waiters = new Waiters();
  return waiters.wait({ caller: randomUUID() }, () => call(waiters));
}

async function errorResponseOf(call: Promise<unknown>): Promise<UnavailableException> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UnavailableException)) throw new Error(`no outage but ${String(error)}`);
  return error;
}

/** The timers of that many milliseconds, and all that are cleared. */
function watchTimers(milliseconds: number) {
  const started = jest.spyOn(globalThis, 'setTimeout');
  const cleared = jest.spyOn(globalThis, 'clearTimeout');
  return {
    take() {
      const timers = started.mock.results
        .filter((_, index) => started.mock.calls[index]?.[1] === milliseconds)
        .map(({ value }) => value as unknown);
      const ended: unknown[] = cleared.mock.calls.flat();
      started.mockRestore();
      cleared.mockRestore();
      return { started: timers, ended };
    },
  };
}

const FAULTS: [string, Fault][] = [
  ['answers 500', { kind: 'status', status: 500 }],
  ['answers 429 without Retry-After', { kind: 'status', status: 429 }],
  ['answers 403', { kind: 'status', status: 403 }],
  ['never answers', { kind: 'stall' }],
  ['stalls in the body', { kind: 'stalledBody' }],
  ['hangs up in the body', { kind: 'truncatedBody' }],
  ['answers with a page', { kind: 'garbage' }],
  ['redirects', { kind: 'redirect', location: 'http://127.0.0.1:9/' }],
];

describe('a Management API that', () => {
  it.each([
    ...FAULTS,
    ["answers with somebody else's profile", { kind: 'wrongUser' }] as [string, Fault],
  ])(
    '%s is an outage within the deadline, asked once, without a timer left, and over when it is over',
    async (_, fault) => {
      source = createSource(fault);
      tenant.management.faults.set('managementApi', fault, 1);
      const timers = watchTimers(SDK_TIMEOUT_MS);
      const outage = await endsWithin(WAIT_MS, errorResponseOf(read(ID)));
      expect(outage.retryAfterSeconds).toBeGreaterThan(0);
      expect(tenant.takeCounts().profiles).toBe(1);
      const { started, ended } = timers.take();
      expect(started).toHaveLength(1);
      expect(ended).toContain(started[0]);
      expect((await read(ID, createSource())).user.id).toBe(ID);
    },
  );

  it('answers 500 to a PATCH gets no second PATCH', async () => {
    tenant.management.faults.set('managementApi', { kind: 'status', status: 500 });
    await errorResponseOf(update({ a: 1 }));
    expect(tenant.takeCounts().profiles).toBe(1);
  });

  it('answers 429 with Retry-After is left alone, then tried once, then used again', async () => {
    tenant.management.faults.set('managementApi', {
      kind: 'status',
      status: 429,
      retryAfterSeconds: 1,
    });
    expect((await errorResponseOf(read(ID))).retryAfterSeconds).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => errorResponseOf(read(ID))));
    expect(tenant.takeCounts().profiles).toBe(1);
    elapsedMs += 1_050;
    await Promise.all(Array.from({ length: 20 }, () => errorResponseOf(read(ID))));
    expect(tenant.takeCounts().profiles).toBe(1);
    tenant.management.faults.clear();
    elapsedMs += 1_050;
    await read(ID);
    const users = await Promise.all(Array.from({ length: 20 }, () => read(ID)));
    expect(users).toHaveLength(20);
  });

  it('does not know the user gives NOT_FOUND, not an outage', async () => {
    await expect(read('auth0|unknown')).rejects.toThrow(NotFoundException);
    expect((await read(ID)).user.id).toBe(ID);
  });

  it('lacks a scope names it in the log alone', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn');
    tenant.management.faults.set('managementApi', { kind: 'status', status: 403 });
    expect((await errorResponseOf(read(ID))).message).not.toContain('read:users');
    expect(warn.mock.calls.flat().join()).toContain(
      'grant it the scopes read:users and update:users',
    );
    warn.mockRestore();
  });
});

describe('a token endpoint that', () => {
  it.each(FAULTS)(
    '%s is an outage within the deadline, and over when it is over',
    async (_, fault) => {
      source = createSource(fault);
      tenant.management.faults.set('token', fault, 1);
      await endsWithin(WAIT_MS, errorResponseOf(read(ID)));
      expect(tenant.takeCounts().profiles).toBe(0);
      expect((await read(ID, createSource())).user.id).toBe(ID);
    },
  );
});

describe('a machine token', () => {
  it('is shared by many calls', async () => {
    await Promise.all(Array.from({ length: 10 }, () => read(ID)));
    await update({ a: 1 });
    expect(tenant.takeCounts().tokens).toBe(1);
  });

  it('is renewed at once after it was revoked, for reads and writes', async () => {
    await read(ID);
    tenant.management.revokeManagementTokens();
    expect((await update({ a: 2 })).user.userMetadata).toMatchObject({ a: 2 });
    expect(tenant.takeCounts().tokens).toBe(2);
  });
});

describe('a machine token that lacks a scope', () => {
  it('is renewed for the next call, and at most once a minute', async () => {
    await read(ID);
    tenant.management.faults.set('managementApi', { kind: 'status', status: 403 });
    await errorResponseOf(read(ID));
    tenant.takeCounts();
    for (let count = 0; count < 5; count += 1) {
      elapsedMs += 2_050;
      await errorResponseOf(read(ID));
    }
    expect(tenant.takeCounts().tokens).toBe(1);
    elapsedMs += 61_000;
    await errorResponseOf(read(ID));
    tenant.management.faults.clear();
    elapsedMs += 2_050;
    await read(ID);
    expect(tenant.takeCounts().tokens).toBe(1);
  });
});

describe('every upstream call', () => {
  it('is published with its outcome and duration, without personal data', async () => {
    const calls: unknown[] = [];
    const unsubscribe = upstreamCalls.subscribe((call) => calls.push(call));
    await read(ID);
    await read('auth0|unknown').catch(() => undefined);
    tenant.management.faults.set('managementApi', { kind: 'status', status: 500 });
    await errorResponseOf(update({ a: 1 }));
    unsubscribe();
    const durationMs: unknown = expect.any(Number);
    expect(calls).toEqual([
      { upstream: 'management-api', operation: 'read-profile', outcome: 'ok', durationMs },
      { upstream: 'management-api', operation: 'read-profile', outcome: 'refused', durationMs },
      {
        upstream: 'management-api',
        operation: 'update-metadata',
        outcome: 'unavailable',
        durationMs,
      },
    ]);
  });
});
