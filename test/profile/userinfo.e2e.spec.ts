import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProfileModule } from '../../src/profile/profile.module.js';
import { REFUSALS } from '../../src/platform/auth/refusals/unauthenticated.exception.js';
import { useApi } from '../support/api.js';
import { shiftClock } from '../support/clock.js';
import { useIssuer } from '../support/test-issuer.js';

const issuer = useIssuer({ hasTrailingSlash: false, audience: 'my-api' });
const api = useApi({
  env: () => ({ AUTHACTION_DOMAIN: issuer.issuer, AUTHACTION_AUDIENCE: 'my-api' }),
  imports: [ProfileModule],
});
let userinfo: Record<string, unknown>;
let authorizations: (string | undefined)[];
let subjects = 0;

beforeEach(() => {
  subjects += 1;
  authorizations = [];
  userinfo = { sub: `user-${subjects}`, name: 'Chloe Martin', email_verified: true };
  issuer.faults.set('/userinfo', (request: IncomingMessage, response: ServerResponse) => {
    authorizations.push(request.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(userinfo));
  });
});

async function me(claims: Record<string, unknown> = {}, fields = 'id name') {
  const sub = `user-${subjects}`;
  const token = await issuer.token({ claims: { sub, scope: 'openid profile email', ...claims } });
  return { token, ...(await api.as(token).query(`{ me { ${fields} } }`)) };
}

describe('me of an issuer without a Management API', () => {
  it("comes from UserInfo, asked with the caller's own token", async () => {
    userinfo = {
      ...userinfo,
      preferred_username: 'chloe',
      phone_number: '+15550100142',
      phone_number_verified: false,
      updated_at: 1_768_210_200,
    };
    const { token, body } = await me(
      {},
      'id name username emailVerified phoneNumber phoneVerified updatedAt createdAt userMetadata',
    );
    expect(authorizations).toEqual([`Bearer ${token}`]);
    expect(body).toEqual({
      data: {
        me: {
          id: `user-${subjects}`,
          name: 'Chloe Martin',
          username: 'chloe',
          emailVerified: true,
          phoneNumber: '+15550100142',
          phoneVerified: false,
          updatedAt: '2026-01-12T09:30:00.000Z',
          createdAt: null,
          userMetadata: null,
        },
      },
    });
  });

  it('comes from the claims of a token without the scope openid', async () => {
    const { body } = await me(
      { scope: 'read:users', name: 'From the token', email: 7 },
      'id name email',
    );
    expect(body).toEqual({
      data: { me: { id: `user-${subjects}`, name: 'From the token', email: null } },
    });
    expect(authorizations).toEqual([]);
  });

  it.each([[['openid', 'email']], ['openid email']])(
    'comes from UserInfo for the scope openid in scp: %j',
    async (scp) => {
      const { token, body } = await me({ scope: undefined, scp });
      expect(body.data.me.name).toBe('Chloe Martin');
      expect(authorizations).toEqual([`Bearer ${token}`]);
    },
  );

  it.each([[['orders']], [{ openid: true }], [7]])(
    'comes from the claims of a token with the scp %j',
    async (scp) => {
      const { body } = await me({ scope: undefined, scp, name: 'From the token' });
      expect(body.data.me.name).toBe('From the token');
      expect(authorizations).toEqual([]);
    },
  );

  it('is fetched once for many callers', async () => {
    const token = await issuer.token({ claims: { sub: `user-${subjects}`, scope: 'openid' } });
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api.as(token).query('{ me { id } }')),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(authorizations).toHaveLength(1);
  });

  it.each([403, 429])(
    "leaves the others alone when one user's token is answered with %i",
    async (code) => {
      issuer.faults.set('/userinfo', (_, response) =>
        response.writeHead(code, { 'retry-after': '20' }).end('{}'),
      );
      const refused = await me();
      expect(refused.status).toBe(503);
      beforeNext();
      expect((await me()).status).toBe(200);
    },
  );

  it('offers no metadata to change and no other users', async () => {
    const token = await issuer.token({ claims: { scope: 'openid read:users' } });
    for (const query of [
      'mutation { updateMyMetadata(metadata: { a: 1 }) { id } }',
      '{ user(id: "x") { id } }',
    ]) {
      const { status, body } = await api.as(token).query(query);
      expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({
        status: 403,
        code: 'FORBIDDEN',
      });
    }
  });
});

describe('a cached profile from UserInfo', () => {
  /** Answers like an issuer: the claims that the scopes of the token stand for. */
  const answerByScope = (request: IncomingMessage, response: ServerResponse) => {
    const { sub, scope } = decodeJwt(request.headers.authorization?.slice('Bearer '.length) ?? '');
    authorizations.push(request.headers.authorization);
    const claims = { sub, name: 'Chloe Martin', phone_number: '+15550100142' };
    const email = String(scope).includes('email') ? { email: 'chloe@example.com' } : {};
    response.end(JSON.stringify({ ...claims, ...email }));
  };
  beforeEach(() => {
    issuer.faults.set('/userinfo', answerByScope);
  });

  it.each([
    ["another user's token", { sub: 'reader', scope: 'openid read:users' }],
    ["the user's own token", { scope: 'openid read:users' }],
    ["an application's token", { sub: 'app@clients', scope: 'read:users' }],
  ])('user(id) is FORBIDDEN for %s right after the user asked for me', async (_, claims) => {
    const sub = `user-${subjects}`;
    expect((await me({ scope: 'openid read:users' })).body.data.me.name).toBe('Chloe Martin');
    const token = await issuer.token({ claims: { sub, ...claims } });
    const { status, body } = await api.as(token).query(`{ user(id: "${sub}") { id name } }`);
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({
      status: 403,
      code: 'FORBIDDEN',
    });
    expect(JSON.stringify(body)).not.toContain('Chloe');
  });

  it('is not shown to a token with fewer scopes', async () => {
    const rich = await me({ scope: 'openid profile email' }, 'name email');
    const slim = await me({ scope: 'openid profile' }, 'name email');
    expect(rich.body.data.me).toEqual({ name: 'Chloe Martin', email: 'chloe@example.com' });
    expect(slim.body.data.me).toEqual({ name: 'Chloe Martin', email: null });
  });

  it('is fetched again for a token with more scopes', async () => {
    await me({ scope: 'openid profile' }, 'name email');
    const rich = await me({ scope: 'openid profile email' }, 'name email');
    expect(rich.body.data.me.email).toBe('chloe@example.com');
  });

  it.each(['azp', 'client_id'])(
    'another application (%s) has a profile of its own',
    async (claim) => {
      await me({ [claim]: 'web' });
      await me({ [claim]: 'mobile' });
      await me({ [claim]: 'web' });
      expect(authorizations).toHaveLength(2);
    },
  );

  it('is shared whatever the order of the scopes', async () => {
    await me({ scope: 'openid profile email' });
    await me({ scope: 'email openid profile' });
    expect(authorizations).toHaveLength(1);
  });

  it('is neither shown nor given by a token without openid', async () => {
    const slim = { scope: 'profile', name: 'From the token' };
    expect((await me(slim)).body.data.me.name).toBe('From the token');
    expect((await me({ scope: 'openid profile' })).body.data.me.name).toBe('Chloe Martin');
    expect((await me(slim)).body.data.me.name).toBe('From the token');
    const changed = { ...slim, name: 'Newer' };
    expect((await me(changed)).body.data.me.name).toBe('Newer');
  });
});

describe('a token that the issuer no longer accepts', () => {
  const { issuer, api } = useAnother();
  const clock = shiftClock();
  afterEach(() => clock.reset());

  let revoked: Set<string | undefined>;
  let isDown: boolean;
  beforeEach(() => {
    revoked = new Set();
    isDown = false;
    issuer.faults.set('/userinfo', ({ headers: { authorization } }, response) => {
      authorizations.push(authorization);
      const status = revoked.has(authorization) ? 401 : isDown ? 503 : 200;
      response.writeHead(status).end(JSON.stringify(userinfo));
    });
  });

  const ask = async (token: string) => {
    const { status, headers, body } = await api.as(token).query('{ me { id } }');
    return { status, challenge: headers.get('www-authenticate'), errors: body.errors };
  };
  const login = (claims: Record<string, unknown> = {}) =>
    issuer.token({ claims: { sub: `user-${subjects}`, scope: 'openid', ...claims } });
  const revoke = (token: string) => revoked.add(`Bearer ${token}`);
  const UNAUTHENTICATED = {
    status: 401,
    challenge: `Bearer error="invalid_token", error_description="${REFUSALS.token_revoked}"`,
    errors: [
      {
        message: 'Unauthorized',
        locations: [{ line: 1, column: 3 }],
        path: ['me'],
        extensions: { code: 'UNAUTHENTICATED', reason: 'token_revoked' },
      },
    ],
  };

  it('is UNAUTHENTICATED, and asked about once', async () => {
    const token = await login();
    revoke(token);
    expect(await ask(token)).toEqual(UNAUTHENTICATED);
    expect(await ask(token)).toEqual(UNAUTHENTICATED);
    expect(authorizations).toHaveLength(1);
  });

  it('is UNAUTHENTICATED as soon as the cached profile is due for a new one', async () => {
    const token = await login();
    expect((await ask(token)).status).toBe(200);
    revoke(token);
    clock.advance(61_000);
    expect(await ask(token)).toEqual(UNAUTHENTICATED);
  });

  it('takes its cached profile along, so that none is served in an outage', async () => {
    const token = await login();
    const other = await login({ jti: 'another' });
    await ask(token);
    revoke(token);
    clock.advance(61_000);
    await ask(token);
    isDown = true;
    expect((await ask(other)).status).toBe(503);
    expect(await ask(token)).toEqual(UNAUTHENTICATED);
  });
});

describe('two tokens of one user', () => {
  const { issuer, api } = useAnother();
  it('one that was refused does not see what the other fetched, nor take it away', async () => {
    const [old, fresh] = await Promise.all(
      ['old', 'fresh'].map((jti) => issuer.token({ claims: { sub: 'ada', scope: 'openid', jti } })),
    );
    issuer.faults.set('/userinfo', ({ headers: { authorization } }, response) => {
      const status = authorization === `Bearer ${old}` ? 401 : 200;
      setTimeout(() => response.writeHead(status).end('{"sub":"ada"}'), 50);
    });
    const statuses = async (tokens: (string | undefined)[]) =>
      Promise.all(
        tokens.map(async (token) => (await api.as(token ?? '').query('{ me { id } }')).status),
      );
    // At the same time: the call of the one is not the call of the other.
    expect(await statuses([old, fresh, old, fresh])).toEqual([401, 200, 401, 200]);
    expect(await statuses([fresh, old])).toEqual([200, 401]);
    expect(await statuses([fresh, old])).toEqual([200, 401]);
  });
});

describe('me, when UserInfo is wrong,', () => {
  const { issuer, api } = useAnother();

  it("is SERVICE_UNAVAILABLE when the endpoint answers with somebody else's claims", async () => {
    issuer.faults.set('/userinfo', (_, response) =>
      response.end('{"sub":"somebody-else","name":"Chloe Martin"}'),
    );
    const token = await issuer.token({ claims: { scope: 'openid' } });
    const { status, body } = await api.as(token).query('{ me { id name } }');
    expect({ status, code: body.errors?.[0]?.extensions.code }).toEqual({
      status: 503,
      code: 'SERVICE_UNAVAILABLE',
    });
    expect(JSON.stringify(body)).not.toContain('Chloe');
  });
});

/** An issuer and an API of their own, which no outage of another test disturbs. */
function useAnother() {
  const issuer = useIssuer({ audience: 'my-api' });
  const env = () => ({ AUTHACTION_DOMAIN: issuer.issuer, AUTHACTION_AUDIENCE: 'my-api' });
  return { issuer, api: useApi({ env, imports: [ProfileModule] }) };
}

/** Another user, and an endpoint that works. */
function beforeNext(): void {
  subjects += 1;
  issuer.faults.set('/userinfo', (_, response) =>
    response.end(JSON.stringify({ sub: `user-${subjects}` })),
  );
}
