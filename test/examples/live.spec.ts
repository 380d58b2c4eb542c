import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { ApiProcess } from '../support/api-process.js';
import { TestApi } from '../support/api.js';
import { shiftClock } from '../support/clock.js';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.js';
import { createUsers, useTenant } from '../support/tenant.js';
import { Balancer } from './balancer.js';
import { LiveClient } from './live-client.js';

const USER = 'auth0|user00000';
const CLIENTS = ['live-graphql-ws', 'live-apollo-client', 'live-urql'];
const PATIENCE_MS = 120_000;

const tenant = useTenant({ users: createUsers(1) });
let issuing: Server;
let renewals: number;
let balancer: Balancer;
let folder: TemporaryFolder;
let clients: LiveClient[];
let token: string;
let counter = 0;

beforeAll(async () => {
  issuing = createServer((_, response) => {
    renewals += 1;
    void tenant.token(USER).then((access_token) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ access_token }));
    });
  });
  issuing.listen(0, '127.0.0.1');
  await once(issuing, 'listening');
  balancer = await Balancer.start();
});
afterAll(() => {
  issuing.close();
  balancer.close();
});
beforeEach(async () => {
  renewals = 0;
  clients = [];
  folder = createTemporaryFolder('live');
  token = await tenant.token(USER);
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.stop()));
  folder.remove();
});

function start(name: string, env: Record<string, string> = {}): LiveClient {
  const client = new LiveClient(name, {
    API_URL: balancer.url,
    TOKEN: token,
    REFRESH_TOKEN: 'a refresh token',
    TOKEN_URL: `http://127.0.0.1:${(issuing.address() as AddressInfo).port}/`,
    CLIENT_ID: 'a client',
    SESSION_FILE: join(folder.path, `${name}.json`),
    ...env,
  });
  clients.push(client);
  return client;
}

/** All clients, each connected. */
async function startAll(): Promise<void> {
  CLIENTS.forEach((name) => start(name));
  await each((client) => client.until(() => client.connections >= 1));
}

function each(work: (client: LiveClient) => Promise<void>): Promise<void[]> {
  return Promise.all(clients.map(work));
}

/** Saves until every client shows one of these changes. */
async function everyClientIsTold(): Promise<void> {
  const first = counter + 1;
  const isTold = ({ output }: LiveClient) =>
    [...output.matchAll(/"myProfileChanged":.*?"counter":(\d+)/g)].some(
      ([, count]) => Number(count) >= first,
    );
  while (!clients.every(isTold)) {
    counter += 1;
    const saved = await post(
      `mutation { updateMyMetadata(metadata: { counter: ${counter} }) { id } }`,
      await tenant.token(USER),
    );
    expect(saved).toBe(200);
    await sleep(50);
    await each((client) => client.until(() => true));
  }
}

describe('in the same process as the test', () => {
  let api: TestApi;
  const clock = shiftClock();
  beforeEach(async () => {
    api = await TestApi.start(tenant.env, { imports: [ProfileModule] });
    balancer.use(api);
  });
  afterEach(async () => {
    clock.reset();
    await api.close();
  });

  it(
    'the clients come back with a fresh token when the old one has expired',
    async () => {
      await startAll();
      await everyClientIsTold();
      clock.advance(2 * 3_600_000);
      await each((client) => client.until(() => client.connections >= 2));
      await everyClientIsTold();
      for (const { messages } of clients) {
        expect(messages).toMatch(/connected\n[^]*closed 4403 token_expired\n[^]*connected\n$/);
      }
      expect(renewals).toBe(clients.length);
    },
    PATIENCE_MS,
  );

  it(
    'the clients come back when the network is gone without a word',
    async () => {
      await startAll();
      await everyClientIsTold();
      balancer.freeze();
      await each((client) => client.until(() => client.connections >= 2));
      await everyClientIsTold();
    },
    PATIENCE_MS,
  );

  it.each(CLIENTS)(
    '%s.js starts with an expired token, which it renews before it sends it',
    async (name) => {
      const client = start(name, { TOKEN: await tenant.token(USER, { exp: 1_000_000_000 }) });
      await client.until(() => client.connections >= 1);
      await everyClientIsTold();
      expect(client.messages).toBe('connected\n');
    },
    PATIENCE_MS,
  );

  it.each(CLIENTS)(
    '%s.js gives up, and says why, when its token is refused',
    async (name) => {
      const client = start(name, { TOKEN: 'broken' });
      expect(await client.ended()).toBe(1);
      expect(client.messages).toMatch(/^closed 4401 opaque_token\n.*4401.*opaque_token/);
    },
    PATIENCE_MS,
  );

  it.each(CLIENTS)(
    '%s.js gives up, and says why, without a new token',
    async (name) => {
      const expired = await tenant.token(USER, { exp: 1_000_000_000 });
      const client = start(name, { TOKEN: expired, REFRESH_TOKEN: '' });
      expect(await client.ended()).toBe(1);
      expect(client.messages).toContain('Sign in again: no refresh token.');
      expect(client.messages).not.toMatch(/^\s+at /m);
    },
    PATIENCE_MS,
  );
});

describe('with replicas in production', () => {
  const replicas: ApiProcess[] = [];
  const startReplica = async () => {
    const replica = await ApiProcess.start({ ...tenant.env, RATE_LIMIT_PER_MINUTE: '0' });
    replicas.push(replica);
    return replica;
  };
  afterEach(() => Promise.all(replicas.splice(0).map((replica) => replica.stop('SIGKILL'))));

  it(
    'the clients come back after a rolling deploy, which loses no request, and after a restart',
    async () => {
      const one = await startReplica();
      balancer.use(one);
      await startAll();
      await everyClientIsTold();

      const other = await startReplica();
      const load = new Load();
      await load.isUnderWay();
      balancer.use(other);
      const toldAt = performance.now();
      const gone = one.stop();
      await each((client) => client.until(() => client.connections >= 2));
      const tookMs = Math.round(performance.now() - toldAt);
      await everyClientIsTold();
      expect(await gone).toBe(0);
      const answers = await load.end();
      process.stdout.write(
        `rolling deploy: ${JSON.stringify({ tookMs, requests: answers.length })}\n`,
      );
      expect(answers.filter((status) => status !== 200)).toEqual([]);

      balancer.use();
      expect(await other.stop()).toBe(0);
      balancer.use(await startReplica());
      await each((client) => client.until(() => client.connections >= 3));
      await everyClientIsTold();
      for (const { messages } of clients) {
        expect(messages).toContain('closed 1001 shutting_down');
        expect(messages).not.toMatch(/closed 44[0-2]\d/);
      }
      expect(renewals).toBe(0);
    },
    PATIENCE_MS,
  );
});

/** Asks one request after the other, each on a connection of its own. */
class Load {
  readonly #statuses: (number | string)[] = [];
  readonly #client = this.#run();
  #isOver = false;

  async isUnderWay(): Promise<void> {
    while (this.#statuses.length < 10) await sleep(10);
  }

  async end(): Promise<readonly (number | string)[]> {
    this.#isOver = true;
    await this.#client;
    return this.#statuses;
  }

  async #run(): Promise<void> {
    do {
      this.#statuses.push(await post('{ me { id } }', token));
      await sleep(10);
    } while (!this.#isOver);
  }
}

/** The status of the answer, or the reason why the request failed. */
function post(query: string, authorization: string): Promise<number | string> {
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${authorization}`,
  };
  return new Promise((resolve) => {
    request(balancer.url, { method: 'POST', agent: new Agent(), headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', (error) => resolve(error.message));
    })
      .on('error', (error) => resolve(error.message))
      .end(JSON.stringify({ query }));
  });
}
