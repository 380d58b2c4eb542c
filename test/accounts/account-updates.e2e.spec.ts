import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Field, ID, ObjectType, Resolver, Subscription } from '@nestjs/graphql';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsModule } from '../../src/accounts/accounts.module.js';
import { RequirePermissions } from '../../src/platform/auth/index.js';
import { LiveChannel } from '../../src/platform/live/index.js';
import { LiveSockets } from '../../src/platform/live/sockets/live-sockets.js';
import { TestApi } from '../support/api.js';
import { createEmbeddedDatabase } from '../support/embedded-database.js';
import { TestSocket } from '../support/live-socket.js';
import { useIssuer } from '../support/test-issuer.js';
import { use } from '../support/use.js';
import { GRANT, People, REINSTATE, REVOKE, SUSPEND } from './people.js';

@ObjectType()
class Arrival {
  @Field(() => ID)
  id!: string;
}

@Injectable()
class Arrivals extends LiveChannel<Arrival> {
  protected readonly name = 'arrivals';
}

/** A subscription that a role opens. */
@Resolver()
class ArrivalsResolver {
  constructor(private readonly arrivals: Arrivals) {}

  @RequirePermissions('read:accounts')
  @Subscription(() => Arrival, { resolve: (arrival: Arrival) => arrival })
  arrived(): AsyncIterable<Arrival> {
    return this.arrivals.subscribe('all');
  }
}

const issuer = useIssuer();
const database = use(createEmbeddedDatabase);
const api = use(() =>
  TestApi.start(
    { ...issuer.env, DATABASE_URL: database.url },
    { imports: [AccountsModule], providers: [Arrivals, ArrivalsResolver] },
  ),
);
let people: People;
beforeAll(() => {
  people = new People(api, issuer);
});
const sockets: TestSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await until(0);
});

const CHANGED = `subscription { myAccountChanged {
  id roles status permissions suspensionReason createdAt
} }`;
const ARRIVED = 'subscription { arrived { id } }';

async function connect(name: string): Promise<TestSocket> {
  const socket = await TestSocket.connect(api.url, await people.token(name));
  sockets.push(socket);
  return socket;
}

/** A socket that is told of changes. */
async function subscribe(name: string): Promise<TestSocket> {
  const socket = await connect(name);
  const before = api.app.get(LiveSockets).operations;
  socket.subscribe('changes', CHANGED);
  await until(before + 1);
  return socket;
}

/** Until the API has that many subscriptions. */
async function until(count: number): Promise<void> {
  while (api.app.get(LiveSockets).operations !== count) await sleep(5);
}

describe('myAccountChanged', () => {
  it('shows a granted and a revoked role to its own user alone', async () => {
    const [ada, ben] = [await subscribe('ada'), await subscribe('ben')];
    const operator = await people.chief();
    const id = await people.idOf('ada');
    await operator.query(GRANT, { id, role: 'SUPPORT' });
    await operator.query(REVOKE, { id, role: 'SUPPORT' });
    const permissions = ['read:accounts', 'read:users'];
    for (const expected of [
      { roles: ['SUPPORT'], permissions },
      { roles: [], permissions: [] },
    ]) {
      const { payload } = await ada.take('next');
      expect(payload.data.myAccountChanged).toEqual({
        ...expected,
        id,
        status: 'ACTIVE',
        suspensionReason: null,
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      });
    }
    await ben.settle();
    await ben.take('pong');
  });

  it('a role that is granted holds on the same socket from then on', async () => {
    const socket = await subscribe('cleo');
    socket.subscribe('before', ARRIVED);
    expect((await socket.take('error')).payload[0].extensions.code).toBe('FORBIDDEN');
    await (await people.chief()).query(GRANT, { id: await people.idOf('cleo'), role: 'SUPPORT' });
    await socket.take('next');
    socket.subscribe('after', ARRIVED);
    await until(2);
    api.app.get(Arrivals).publish('all', { id: '1' });
    expect((await socket.take('next')).payload).toEqual({ data: { arrived: { id: '1' } } });
  });

  it('a role that is revoked opens no event any more', async () => {
    const id = await people.idOf('dora');
    const operator = await people.chief();
    await operator.query(GRANT, { id, role: 'SUPPORT' });
    const socket = await connect('dora');
    socket.subscribe('1', ARRIVED);
    await until(1);
    await operator.query(REVOKE, { id, role: 'SUPPORT' });
    api.app.get(Arrivals).publish('all', { id: '1' });
    expect((await socket.take('error')).payload[0].extensions.code).toBe('FORBIDDEN');
  });

  it('shows a suspension without its reason, then the socket is closed', async () => {
    const id = await people.idOf('emil');
    const socket = await subscribe('emil');
    const operator = await people.chief();
    await operator.query(SUSPEND, { id, reason: 'spam' });
    const { payload } = await socket.take('next');
    expect(payload.data.myAccountChanged).toMatchObject({
      status: 'SUSPENDED',
      suspensionReason: null,
    });
    expect(await socket.ended).toEqual({ code: 4401, reason: 'account_suspended' });
    await operator.query(REINSTATE, { id });
    await subscribe('emil');
  });

  it('leaves fields closed that need a permission', async () => {
    const id = await people.idOf('fred');
    const socket = await connect('fred');
    socket.subscribe('1', 'subscription { myAccountChanged { roles history { action } } }');
    await until(1);
    await (await people.chief()).query(GRANT, { id, role: 'SUPPORT' });
    const { payload } = await socket.take('next');
    expect(payload.data).toBeUndefined();
    expect(payload.errors).toMatchObject([
      { path: ['myAccountChanged', 'history'], extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('is refused to an application', async () => {
    const token = await people.token('x', { sub: 'x@clients', gty: 'client-credentials' });
    const socket = await TestSocket.connect(api.url, token);
    sockets.push(socket);
    socket.subscribe('1', CHANGED);
    expect((await socket.take('error')).payload[0].extensions.code).toBe('FORBIDDEN');
  });
});
