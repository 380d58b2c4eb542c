import { afterEach, expect, it } from '@jest/globals';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { useApi } from '../support/api.js';
import { TestSocket } from '../support/live-socket.js';
import { createUsers, Tenant } from '../support/tenant.js';
import { use } from '../support/use.js';

const [ADA, GRACE] = ['auth0|user00000', 'auth0|user00001'] as const;
const tenant = use(() => Tenant.start({ users: createUsers(2) }));
const api = useApi({ imports: [ProfileModule], env: () => tenant.env, trusts: { env: {} } });
const sockets: TestSocket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

async function subscribe(user: string): Promise<TestSocket> {
  const socket = await TestSocket.connect(api.url, await tenant.token(user));
  sockets.push(socket);
  socket.subscribe('1', 'subscription { myProfileChanged { id userMetadata } }');
  await socket.settle();
  await socket.take('pong');
  return socket;
}

it('a change of metadata reaches every socket of its user, and no other', async () => {
  const [one, other, stranger] = [
    await subscribe(ADA),
    await subscribe(ADA),
    await subscribe(GRACE),
  ];
  const mutation = 'mutation { updateMyMetadata(metadata: { theme: "dark" }) { id } }';
  const { status } = await api.as(await tenant.token(ADA)).query(mutation);
  expect(status).toBe(200);
  for (const socket of [one, other]) {
    const { payload } = await socket.take('next');
    expect(payload.data.myProfileChanged).toMatchObject({
      id: ADA,
      userMetadata: { theme: 'dark' },
    });
  }
  await stranger.settle();
  await stranger.take('pong');
});

it('an application cannot subscribe to it', async () => {
  const token = await tenant.token('x@clients', { gty: 'client-credentials' });
  const socket = await TestSocket.connect(api.url, token);
  sockets.push(socket);
  socket.subscribe('1', 'subscription { myProfileChanged { id } }');
  const { payload } = await socket.take('error');
  expect(payload[0].extensions.code).toBe('FORBIDDEN');
});
