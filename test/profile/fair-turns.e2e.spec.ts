import { request, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AccessChangeFeed } from '../../src/platform/auth/index.js';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { useApi } from '../support/api.js';
import { until } from '../support/until.js';
import {
  answerWithProfile,
  profileOf,
  sendJson,
  useScriptedTenant,
  type Script,
} from './scripted-tenant.js';

const ADMIN = 'auth0|admin';
const ME = '{ me { id } }';
const DELAY_MS = 40;

const tenant = useScriptedTenant();
const api = useApi({ trusts: tenant, imports: [ProfileModule] });

/** Users whom no other test has asked for. */
let users = 0;
const someUsers = (count: number) => Array.from({ length: count }, () => `auth0|${(users += 1)}`);
const slowly: Script = async (call, response) => {
  await pause(DELAY_MS);
  answerWithProfile(call, response);
};

const tokenOf = (id: string) =>
  tenant.token(id, { permissions: id === ADMIN ? ['read:users'] : [] });
const as = async (id: string) => api.as(await tokenOf(id));
const lookUp = (ids: readonly string[]) =>
  `{ ${ids.map((id, index) => `u${index}: user(id: "${id}") { id }`).join(' ')} }`;
const update = (count: number) =>
  `mutation { ${Array.from(
    { length: count },
    (_, index) => `m${index}: updateMyMetadata(metadata: { a: ${index} }) { id }`,
  ).join(' ')} }`;

beforeEach(() => tenant.reset(slowly));

/** Answers calls of one method once the test says so. */
function holdAnswers(method: string): () => void {
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => (release = resolve));
  tenant.reset(async (call, response) => {
    if (call.method === method) await isReleased;
    answerWithProfile(call, response);
  });
  return release;
}

it('a user who has signed out changes nothing any more, whatever was accepted before', async () => {
  const answerCalls = holdAnswers('PATCH');
  const [subject = ''] = someUsers(1);
  const changes = (await as(subject)).query(update(3));
  const isPatch = ({ method }: { readonly method: string }) => method === 'PATCH';
  await until('the first change is sent', () => tenant.calls.some(isPatch));
  const issuedBefore = Math.ceil(Date.now() / 1000) + 1;
  const issuer = tenant.env['AUTH0_DOMAIN'] ?? '';
  api.app.get(AccessChangeFeed).tell([{ kind: 'signed_out', issuer, subject, issuedBefore }]);
  answerCalls();
  const { status, body } = await changes;
  expect({ status, reason: body.errors?.[0]?.extensions.reason }).toEqual({
    status: 401,
    reason: 'token_revoked',
  });
  expect(tenant.calls.filter(isPatch)).toHaveLength(1);
});

describe('one caller', () => {
  it('has two calls at a time, of all kinds together', async () => {
    const one = await as(ADMIN);
    const answers = await Promise.all([
      one.query(lookUp(someUsers(10))),
      one.query(update(3)),
      one.query(update(3)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(tenant.maximumRunning).toBe(2);
  });

  it('who asks for 30 profiles has others go in between', async () => {
    const answerCalls = holdAnswers('GET');
    const others = someUsers(6);
    const first = (await as(ADMIN)).query(lookUp(someUsers(30)));
    await until('the first two are asked for', () => tenant.calls.length === 2);
    const theirs = others.map(async (id) => (await as(id)).query(ME));
    await until('the others have their turns', () => tenant.calls.length >= 8);
    const turns = tenant.calls.map(({ id }) => id);
    expect(turns.slice(2).sort()).toEqual([...others].sort());
    answerCalls();
    for (const { status } of await Promise.all([first, ...theirs])) expect(status).toBe(200);
  });

  it('gets the profile that another caller asked for, and waits for it in turns of their own', async () => {
    const answerCalls = holdAnswers('GET');
    const crowd = someUsers(30);
    const last = crowd.at(-1) as string;
    const first = (await as(ADMIN)).query(lookUp(crowd));
    await until('the first two are asked for', () => tenant.calls.length === 2);
    const own = (await as(last)).query(ME);
    await until('it is asked for', () => tenant.calls.length >= 3);
    expect(tenant.calls[2]?.id).toBe(last);
    answerCalls();
    for (const { status } of await Promise.all([first, own])) expect(status).toBe(200);
    expect(tenant.calls.filter(({ id }) => id === last)).toHaveLength(1);
  });
});

describe('a client that disconnects', () => {
  /** Leaves during the first call of a method, which is answered once the API has noticed. */
  async function askAndLeave(token: string, query: string, method = 'GET'): Promise<void> {
    const answerCalls = holdAnswers(method);
    const isClosed = new Promise((resolve) =>
      (api.app.getHttpServer() as Server).once('request', (_, response: ServerResponse) =>
        response.once('close', resolve),
      ),
    );
    const client = request(api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
    client.on('error', () => undefined).end(JSON.stringify({ query }));
    await until('a call is made', () => tenant.calls.some((call) => call.method === method));
    client.destroy();
    await isClosed;
    answerCalls();
  }

  /** Enough for other calls of the client that left. */
  async function othersAsk(): Promise<void> {
    for (const id of someUsers(5)) expect((await (await as(id)).query(ME)).status).toBe(200);
  }

  it('has no change begun after it left', async () => {
    const [id] = someUsers(1) as [string];
    const changes = () => tenant.calls.filter(({ method }) => method === 'PATCH').length;
    await askAndLeave(await tokenOf(id), update(5), 'PATCH');
    await othersAsk();
    expect(changes()).toBe(1);
  });

  it('has no profile asked for after it left', async () => {
    const token = await tokenOf(ADMIN);
    const crowd = someUsers(30);
    await askAndLeave(token, lookUp(crowd));
    await othersAsk();
    expect(tenant.calls.filter(({ id }) => crowd.includes(id)).length).toBeLessThanOrEqual(2);
  });

  it('does not take along a profile for which another caller waits', async () => {
    const crowd = someUsers(10);
    const last = crowd.at(-1) as string;
    const token = await tokenOf(ADMIN);
    const leaving = askAndLeave(token, lookUp(crowd));
    await until('a call is made', () => tenant.calls.length > 0);
    const { status, body } = await (await as(last)).query(ME);
    expect({ status, body }).toEqual({ status: 200, body: { data: { me: { id: last } } } });
    await leaving;
  });
});

describe('a user who changes metadata without end', () => {
  const api = useApi({ trusts: tenant, imports: [ProfileModule] });

  it('takes no profile away from others, though Auth0 refuses the changes', async () => {
    const others = someUsers(20);
    tenant.reset((call, response) => {
      const changes = tenant.calls.filter(({ method }) => method === 'PATCH').length;
      if (call.method === 'GET' || changes <= 3) return sendJson(response, profileOf(call));
      response.setHeader('retry-after', '30');
      sendJson(response, {}, 429);
    });
    const [id] = someUsers(1) as [string];
    const one = api.as(await tenant.token(id));
    const answers = await Promise.all(Array.from({ length: 6 }, () => one.query(update(5))));
    expect(answers.map(({ status }) => status)).toContain(503);
    const statuses = await Promise.all(
      others.map(async (other) => (await api.as(await tenant.token(other)).query(ME)).status),
    );
    expect(statuses).toEqual(others.map(() => 200));
    expect(tenant.calls.filter(({ method }) => method === 'PATCH')).toHaveLength(4);
  });
});

describe('a caller whose own profile always fails', () => {
  const api = useApi({ trusts: tenant, imports: [ProfileModule] });

  it.each<[string, Script]>([
    ['with HTTP 500', (_, response) => sendJson(response, {}, 500)],
    ['with a lost connection', (_, response) => response.destroy()],
    ['with a page', (_, response) => response.end('<html>')],
    ['with a profile without end', (_, response) => response.end('x'.repeat(300 * 1024))],
  ])('%s takes no profile away from 50 others', async (_, fail) => {
    const [failing, ...others] = someUsers(51) as [string, ...string[]];
    tenant.reset((call, response) =>
      call.id === failing ? fail(call, response) : answerWithProfile(call, response),
    );
    const one = api.as(await tenant.token(failing));
    const statuses = await Promise.all(
      others.map(async (other) => {
        const [own, theirs] = await Promise.all([
          one.query(ME),
          api.as(await tenant.token(other)).query(ME),
        ]);
        return [own.status, theirs.status];
      }),
    );
    expect(statuses).toEqual(others.map(() => [503, 200]));
  });
});

describe('a request that takes too long as a whole', () => {
  const hasty = useApi({
    trusts: tenant,
    imports: [ProfileModule],
    limits: { answerMs: 3 * DELAY_MS },
  });

  it('has no change begun after its time', async () => {
    const [id] = someUsers(1) as [string];
    const { status } = await hasty.as(await tenant.token(id)).query(update(5));
    expect(status).toBe(503);
    const changes = () => tenant.calls.filter(({ method }) => method === 'PATCH').length;
    await pause(6 * DELAY_MS);
    expect(changes()).toBeLessThanOrEqual(3);
  });
});
