import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { TestApi } from '../support/api.js';
import { TestSocket } from '../support/live-socket.js';
import { createUsers, useTenant } from '../support/tenant.js';
import { use } from '../support/use.js';

const [ADA, GRACE] = ['auth0|user00000', 'auth0|user00001'] as const;
const UPDATE = 'mutation { updateMyMetadata(metadata: { theme: "dark" }) { id } }';

const tenant = useTenant({ users: createUsers(2) });
const second = use(() => tenant.startDomain());
const api = use(() => {
  const domains = { AUTH0_DOMAIN: `${tenant.issuer.url},${second.url}` };
  return TestApi.start({ ...tenant.env, ...domains }, { imports: [ProfileModule] });
});
const sockets: TestSocket[] = [];

beforeEach(() => {
  tenant.takeCounts();
});
afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

const throughSecond = (sub: string) => second.token({ claims: { sub } });

describe('a user who logs in through two custom domains of a tenant', () => {
  it('has one profile, which is asked for once, by one client', async () => {
    for (const token of [await tenant.token(ADA), await throughSecond(ADA)]) {
      const { body } = await api.as(token).query('{ me { id email } }');
      expect(body.data.me).toEqual({ id: ADA, email: 'user0@example.com' });
    }
    const { profiles, tokens } = tenant.takeCounts();
    expect(profiles).toBe(1);
    // None where another test came first.
    expect(tokens).toBeLessThanOrEqual(1);
  });

  it('hears through one of a change that was made through the other', async () => {
    const socket = await TestSocket.connect(api.url, await tenant.token(GRACE));
    sockets.push(socket);
    socket.subscribe('1', 'subscription { myProfileChanged { id userMetadata } }');
    await socket.settle();
    await socket.take('pong');
    const { status } = await api.as(await throughSecond(GRACE)).query(UPDATE);
    expect(status).toBe(200);
    const { payload } = await socket.take('next');
    expect(payload.data.myProfileChanged).toMatchObject({
      id: GRACE,
      userMetadata: { theme: 'dark' },
    });
  });
});
