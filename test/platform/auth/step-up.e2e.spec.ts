import { afterEach, describe, expect, it } from '@jest/globals';
import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import {
  type Caller,
  CurrentCaller,
  Public,
  RequireAuthentication,
  requireAuthentication,
  RequirePermissions,
} from '../../../src/platform/auth/index.js';
import { AccessMapFile } from '../../../src/platform/graphql/access-map.file.js';
import { type Answer, useApi } from '../../support/api.js';
import { shiftClock } from '../../support/clock.js';
import { useIssuer } from '../../support/test-issuer.js';

const d = { description: 'For the test.' };
const now = () => Math.floor(Date.now() / 1000);

@Resolver()
class BankResolver {
  @RequireAuthentication({ acr: 'mfa' })
  @Query(() => String, d)
  strong(): string {
    return 'strong';
  }

  @RequireAuthentication({ acr: ['phrh', 'phr'] })
  @Query(() => String, d)
  stronger(): string {
    return 'stronger';
  }

  @RequireAuthentication({ maxAgeSeconds: 300 })
  @Query(() => String, d)
  fresh(): string {
    return 'fresh';
  }

  @RequireAuthentication({ acr: 'mfa', maxAgeSeconds: 300 })
  @RequirePermissions('pay')
  @Query(() => String, d)
  pay(): string {
    return 'paid';
  }

  @Public()
  @RequireAuthentication({ acr: 'mfa' })
  @Query(() => String, d)
  contradiction(): string {
    return 'never';
  }

  @Query(() => String, d)
  transfer(
    @Args('amount', { type: () => Int, ...d }) amount: number,
    @CurrentCaller() caller: Caller,
  ): string {
    if (amount > 100) requireAuthentication(caller, { maxAgeSeconds: 60 });
    return 'sent';
  }
}

@RequireAuthentication({ maxAgeSeconds: 3600 })
@Resolver()
class VaultResolver {
  @RequireAuthentication({ acr: 'mfa' })
  @Query(() => String, d)
  vault(): string {
    return 'vault';
  }
}

const issuer = useIssuer();
const auth0 = useIssuer({ audience: 'https://api.example.com/' });
const api = useApi({
  trusts: { env: {} },
  env: () => ({
    OIDC_ISSUER_URL: issuer.url,
    OIDC_AUDIENCE: issuer.audience,
    AUTH0_DOMAIN: auth0.url,
    AUTH0_AUDIENCE: auth0.audience,
  }),
  providers: [BankResolver, VaultResolver],
});
const clock = shiftClock();
afterEach(() => clock.reset());
const ask = async (query: string, claims: Record<string, unknown>, by = issuer) =>
  api.as(await by.token({ claims: { sub: 'oidc|ada', ...claims } })).query(query);
const challengeOf = ({ headers }: Answer) => headers.get('www-authenticate');

const START =
  'Bearer error="insufficient_user_authentication", error_description="A fresher or stronger login is needed"';

describe('a field that needs a strong login', () => {
  it('opens to one of its acr values', async () => {
    expect((await ask('{ strong }', { acr: 'mfa' })).status).toBe(200);
    expect((await ask('{ stronger }', { acr: 'phr' })).status).toBe(200);
    expect((await ask('{ stronger }', { acr: 'phrh' })).status).toBe(200);
  });

  it('refuses any other with the whole challenge of RFC 9470', async () => {
    const answer = await ask('{ stronger }', { acr: 'mfa', auth_time: now() });
    expect(answer.status).toBe(401);
    expect(challengeOf(answer)).toBe(`${START}, acr_values="phrh phr"`);
    expect(answer.body).toEqual({
      errors: [
        {
          message: 'Unauthorized',
          locations: [{ line: 1, column: 3 }],
          path: ['stronger'],
          extensions: {
            code: 'UNAUTHENTICATED',
            reason: 'insufficient_user_authentication',
            hint: expect.stringContaining('acr is "mfa"'),
          },
        },
      ],
    });
  });

  it.each([
    [undefined],
    [null],
    [''],
    ['MFA'],
    ['mfa '],
    ['mfa phr'],
    [['mfa']],
    [{ mfa: true }],
    [1],
    [true],
  ])('refuses the acr %j', async (acr) => {
    expect((await ask('{ strong }', { acr })).status).toBe(401);
  });
});

describe('a field that needs a fresh login', () => {
  it.each([0, -299, -302, 4])('opens to a login %d s from now', async (seconds) => {
    expect((await ask('{ fresh }', { auth_time: now() + seconds })).status).toBe(200);
  });

  it.each([-307, -86_400, 30, 86_400])('refuses a login %d s from now', async (seconds) => {
    const answer = await ask('{ fresh }', { auth_time: now() + seconds });
    expect([answer.status, challengeOf(answer)]).toEqual([401, `${START}, max_age="300"`]);
  });

  it.each([[undefined], [null], [String(now())], [[now()]], [true], [{}]])(
    'refuses the auth_time %j',
    async (auth_time) => {
      expect((await ask('{ fresh }', { auth_time, iat: now() })).status).toBe(401);
    },
  );
});

describe('a field with several requirements', () => {
  it('names all of the login', async () => {
    const answer = await ask('{ pay }', { permissions: ['pay'], acr: 'mfa', auth_time: 1 });
    expect(challengeOf(answer)).toBe(`${START}, acr_values="mfa", max_age="300"`);
    const good = { permissions: ['pay'], acr: 'mfa', auth_time: now() };
    expect((await ask('{ pay }', good)).status).toBe(200);
  });

  it('asks for the permission first, as a login does not help without it', async () => {
    const answer = await ask('{ pay }', { acr: 'none' });
    expect([answer.status, challengeOf(answer)]).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="pay"',
    ]);
  });

  it('needs what its class and its method ask for', async () => {
    expect((await ask('{ vault }', { acr: 'mfa', auth_time: now() })).status).toBe(200);
    expect(challengeOf(await ask('{ vault }', { acr: 'mfa' }))).toBe(`${START}, max_age="3600"`);
    expect(challengeOf(await ask('{ vault }', { auth_time: now() }))).toBe(
      `${START}, acr_values="mfa"`,
    );
  });

  it('is not opened by @Public', async () => {
    expect((await api.anonymous.query('{ contradiction }')).status).toBe(401);
    expect((await ask('{ contradiction }', {})).status).toBe(401);
  });
});

it('an application is refused: it cannot log in', async () => {
  const answer = await ask('{ strong }', { sub: 'id@clients', acr: 'mfa' });
  expect([answer.status, challengeOf(answer)]).toEqual([403, null]);
  expect(answer.body.errors?.[0]?.message).toContain('belongs to an application');
});

it('a resolver asks for it where the arguments decide', async () => {
  expect((await ask('{ transfer(amount: 100) }', {})).status).toBe(200);
  const answer = await ask('{ transfer(amount: 101) }', {});
  expect([answer.status, challengeOf(answer)]).toEqual([401, `${START}, max_age="60"`]);
});

it('a remembered token ages', async () => {
  const token = await issuer.token({ claims: { sub: 'oidc|ada', auth_time: now() } });
  expect((await api.as(token).query('{ fresh }')).status).toBe(200);
  clock.advance(306_000);
  expect((await api.as(token).query('{ fresh }')).status).toBe(401);
});

describe('at Auth0, where an Action sets the claims below the audience', () => {
  it('both are read', async () => {
    const claims = {
      'https://api.example.com/acr': 'mfa',
      'https://api.example.com/auth_time': now(),
    };
    expect((await ask('{ vault }', claims, auth0)).status).toBe(200);
    expect((await ask('{ vault }', claims)).status).toBe(401);
  });

  it('a claim of the issuer outranks one of an Action', async () => {
    const claims = { acr: 'none', 'https://api.example.com/acr': 'mfa' };
    expect((await ask('{ strong }', claims, auth0)).status).toBe(401);
  });
});

it('the access map tells it', () => {
  const map = api.app.get(AccessMapFile, { strict: false }).render();
  expect(map).toContain(
    "| `Query.pay` | a user's access token with `pay`, after a login with `mfa` at most 300 s ago |",
  );
  expect(map).toContain(
    "| `Query.stronger` | a user's access token, after a login with `phrh` or `phr` |",
  );
});

describe('the decorator', () => {
  it.each([
    [{}],
    [{ acr: [] }],
    [{ acr: '' }],
    [{ acr: 'two words' }],
    [{ acr: 'quo"te' }],
    [{ acr: 'line\nbreak' }],
    [{ maxAgeSeconds: 0 }],
    [{ maxAgeSeconds: -1 }],
    [{ maxAgeSeconds: 1.5 }],
    [{ maxAgeSeconds: Infinity }],
  ])('refuses %j when the class is defined', (required) => {
    expect(() => RequireAuthentication(required)).toThrow(TypeError);
  });
});
