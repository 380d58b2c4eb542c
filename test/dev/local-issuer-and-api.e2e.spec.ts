import { afterAll, describe, expect, it } from '@jest/globals';
import { demoUsers } from '../../dev/demo-users.js';
import { startLocalIssuer } from '../../dev/local-issuer/start-local-issuer.js';
import { machineToken } from '../../dev/token/machine-token.js';
import { signIn } from '../../dev/sign-in.js';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { useApi } from '../support/api.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { createUsers } from '../support/tenant.js';
import { use } from '../support/use.js';

const CALLERS = 20;

const folder = createTemporaryFolder('local-issuer');
const callers = createUsers(CALLERS);
const users = [...demoUsers, ...callers];
const issuer = use(() => startLocalIssuer({ environment: 'test', dataFolder: folder.path, users }));
const api = useApi({
  env: () => ({
    AUTH0_DOMAIN: issuer.issuer,
    AUTH0_AUDIENCE: issuer.audience,
    AUTH0_CLIENT_ID: issuer.managementApplication.clientId,
    AUTH0_CLIENT_SECRET: issuer.managementApplication.clientSecret,
  }),
  imports: [ProfileModule],
});
afterAll(() => folder.remove());

describe('a demo user who signed in', () => {
  it('sees their own profile with metadata', async () => {
    const token = await login('ada@example.com', 'ada-demo');
    const { status, body } = await api.as(token).query('{ guarded me { id name userMetadata } }');
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        data: {
          guarded: 'guarded',
          me: {
            id: 'auth0|64f1c2a97b3e5d0018a4c9e1',
            name: 'Ada Lindqvist',
            userMetadata: {
              theme: 'dark',
              locale: 'sv-SE',
              address: { city: 'Gothenburg', country: 'SE' },
              notifications: { email: true, channels: ['builds', 'reviews'] },
            },
          },
        },
      },
    });
  });

  it('changes their metadata, and the issuer stores it', async () => {
    const token = await login('chloe@example.com', 'chloe-demo');
    const { body } = await api
      .as(token)
      .query(
        'mutation { updateMyMetadata(metadata: { favouriteColour: "plum" }) { userMetadata } }',
      );
    const userMetadata = { newsletter: false, favouriteColour: 'plum' };
    expect(body).toEqual({ data: { updateMyMetadata: { userMetadata } } });
    const chloe = issuer.users.list().find(({ profile }) => profile.email === 'chloe@example.com');
    expect(chloe?.profile.user_metadata).toEqual(userMetadata);
  });

  it.each([
    ['ben@example.com', 'ben-demo', 200, undefined],
    ['zoe@example.com', 'zoe-demo', 403, 'FORBIDDEN'],
  ])('%s may look up others only with the permission', async (...row) => {
    const [email, password, expectedStatus, code] = row;
    const query = '{ user(id: "auth0|64f1c2a97b3e5d0018a4c9e1") { name } }';
    const { status, body } = await api.as(await login(email, password)).query(query);
    expect(status).toBe(expectedStatus);
    expect(body.errors?.[0]?.extensions.code).toBe(code);
  });

  it("is told to request the API's audience when the token is opaque", async () => {
    const token = await login('ada@example.com', 'ada-demo', { audience: undefined });
    const { status, body } = await api.as(token).query('{ guarded }');
    expect(status).toBe(401);
    expect(body.errors?.[0]?.extensions).toEqual({
      code: 'UNAUTHENTICATED',
      reason: 'opaque_token',
      hint: expect.stringContaining('ask for the audience'),
    });
  });
});

it(`${CALLERS} parallel users each see their own profile`, async () => {
  const answers = await Promise.all(
    callers.map(async ({ profile, password }) => {
      const actor = api.as(await login(profile.email, password));
      const both = await Promise.all([1, 2].map(() => actor.query('{ me { id userMetadata } }')));
      return both.map(({ body }) => body);
    }),
  );
  const expected = callers.map(({ profile: { user_id: id, user_metadata: userMetadata } }) => {
    const body = { data: { me: { id, userMetadata } } };
    return [body, body];
  });
  expect(answers).toEqual(expected);
});

it('an application may ask for protected fields, but has no profile', async () => {
  const { access_token } = await machineToken({
    ...issuer.machineApplication,
    issuer: issuer.issuer,
    audience: issuer.audience,
  });
  expect((await api.as(access_token).query('{ guarded }')).status).toBe(200);
  const { status, body } = await api.as(access_token).query('{ me { id } }');
  expect(status).toBe(403);
  expect(body.errors?.[0]).toMatchObject({
    message: 'This access token belongs to an application, not to a user.',
    extensions: { code: 'FORBIDDEN' },
  });
});

async function login(
  email: string,
  password: string,
  options: { audience?: string | undefined } = {},
): Promise<string> {
  const { access_token } = await signIn({
    issuer: issuer.issuer,
    clientId: issuer.browserApplication.clientId,
    audience: issuer.audience,
    scope: 'openid profile email read:users',
    email,
    password,
    ...options,
  });
  return access_token;
}
