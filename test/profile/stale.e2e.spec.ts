import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UPSTREAM_POLICY } from '../../src/platform/upstream/upstream-policy.js';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { type TestApi, useApi } from '../support/api.js';
import { shiftClock } from '../support/clock.js';
import { createUsers, useTenant } from '../support/tenant.js';
import { until } from '../support/until.js';

const KNOWN = 'auth0|user00000';
const UNKNOWN = 'auth0|user00001';
const USERS = createUsers(22);
const NEWCOMERS = USERS.slice(2).map(({ profile }) => String(profile.user_id));

const tenant = useTenant({ users: USERS });
const clock = shiftClock();
afterAll(() => clock.reset());
beforeEach(() => {
  tenant.management.faults.clear();
});

async function meAt(api: TestApi, id: string) {
  return api.as(await tenant.token(id)).query('{ me { id } }');
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('while more unknown users ask than the Management API serves at once', () => {
  const api = useApi({ trusts: tenant, imports: [ProfileModule] });
  const me = (id: string) => meAt(api, id);

  it('known users get their cached profile at once and leave the calls to the others', async () => {
    await me(KNOWN);
    clock.advance(61_000);
    tenant.takeCounts();
    tenant.management.faults.set('managementApi', { kind: 'delay', milliseconds: 1_000 });

    const answered: string[] = [];
    const ask = async (id: string) => {
      const answer = await me(id);
      answered.push(id);
      return answer;
    };
    const crowd = NEWCOMERS.map(ask);
    const { requests } = tenant.management;
    await until(
      'the Management API has all calls that it is given at once',
      () => requests.of('managementApi').running >= UPSTREAM_POLICY.calls,
    );
    await pause(150);
    const known = await ask(KNOWN);
    expect(known.body).toEqual({ data: { me: { id: KNOWN } } });

    const answers = await Promise.all(crowd);
    // It came last, and was answered before those who had to wait.
    expect(answered.indexOf(KNOWN)).toBeLessThan(NEWCOMERS.length / 2);
    expect(answers.map(({ body }) => body.data?.me.id)).toEqual(NEWCOMERS);
    expect(tenant.takeCounts().profiles).toBe(NEWCOMERS.length);
    tenant.management.faults.clear();
    await me(KNOWN);
    expect(tenant.takeCounts().profiles).toBe(1);
  });
});

describe('while the Management API asks to be left alone for 30 seconds', () => {
  const api = useApi({ trusts: tenant, imports: [ProfileModule] });
  const me = (id: string) => meAt(api, id);

  it('known users get their cached profile, unknown ones a Retry-After, and one call is made', async () => {
    await me(KNOWN);
    clock.advance(61_000);
    tenant.takeCounts();
    tenant.management.faults.set('managementApi', {
      kind: 'status',
      status: 429,
      retryAfterSeconds: 30,
    });

    const known = await Promise.all(Array.from({ length: 20 }, () => me(KNOWN)));
    expect(known.map(({ body }) => body)).toEqual(
      known.map(() => ({ data: { me: { id: KNOWN } } })),
    );

    const unknown = await Promise.all(Array.from({ length: 20 }, () => me(UNKNOWN)));
    for (const { status, headers, body } of unknown) {
      expect(status).toBe(503);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(25);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(30);
      expect(body).toEqual({
        errors: [
          {
            message: 'The source of profiles is not available.',
            locations: [{ line: 1, column: 3 }],
            path: ['me'],
            extensions: { code: 'SERVICE_UNAVAILABLE' },
          },
        ],
      });
    }
    expect(tenant.takeCounts().profiles).toBe(1);
  });

  it('fields that need no profile still answer', async () => {
    const { status } = await api.as(await tenant.token(UNKNOWN)).query('{ open guarded }');
    expect(status).toBe(200);
  });
});
