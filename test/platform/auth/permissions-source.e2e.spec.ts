import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import {
  type Caller,
  type ClaimsRefusal,
  ClaimsRule,
  CurrentCaller,
  PermissionsSource,
  Public,
  RequirePermissions,
  requireUser,
} from '../../../src/platform/auth/index.js';
import { UnavailableException } from '../../../src/platform/upstream/index.js';
import { TestApi } from '../../support/api.js';
import { TestIssuer } from '../../support/test-issuer.js';

const d = { description: 'For the test.' };

@Resolver()
class LibraryResolver {
  @RequirePermissions('read:books')
  @Query(() => String, d)
  book(): string {
    return 'book';
  }

  @RequirePermissions('read:books', 'write:books')
  @Query(() => String, d)
  desk(): string {
    return 'desk';
  }

  @Query(() => String, d)
  plain(): string {
    return 'plain';
  }

  @Query(() => String, d)
  diary(@CurrentCaller() caller: Caller): string {
    requireUser(caller);
    return caller.subject;
  }

  @Public()
  @RequirePermissions('read:books')
  @Query(() => String, d)
  contradiction(): string {
    return 'never';
  }
}

/** What roles grant, by subject. */
const roles = new Map<string, readonly string[]>();
let asked: string[] = [];
let failure: Error | undefined;

@Injectable()
class RolePermissions extends PermissionsSource {
  permissionsOf({ subject }: Caller): Promise<ReadonlySet<string>> {
    asked.push(subject);
    return failure ? Promise.reject(failure) : Promise.resolve(new Set(roles.get(subject)));
  }
}

@Injectable()
class WriterPermissions extends PermissionsSource {
  permissionsOf({ subject }: Caller): Promise<ReadonlySet<string>> {
    if (subject === 'thrown') throw new UnavailableException('The writers cannot be read.', 7);
    if (subject === 'nothing') return undefined as unknown as Promise<ReadonlySet<string>>;
    return Promise.resolve(new Set(subject === 'writer' ? ['write:books'] : []));
  }
}

/** What the rule gives, beside a refusal of unverified addresses. */
let given: unknown;
let judged: string[] = [];

@Injectable()
class VerifiedEmailRule extends ClaimsRule {
  override check({ claims, subject }: Caller): ClaimsRefusal | undefined {
    judged.push(subject);
    if (given !== undefined) return given as ClaimsRefusal;
    if (claims['email_verified'] !== false) return undefined;
    return { reason: 'email_not_verified', description: 'The e-mail address is not verified' };
  }
}

@Module({
  providers: [
    { provide: PermissionsSource, useClass: WriterPermissions },
    { provide: ClaimsRule, useClass: VerifiedEmailRule },
  ],
})
class WritersModule {}

let issuer: TestIssuer;
let api: TestApi;

beforeAll(async () => {
  issuer = await TestIssuer.start();
  api = await TestApi.start(
    { OIDC_ISSUER_URL: issuer.url, OIDC_AUDIENCE: issuer.audience },
    {
      imports: [WritersModule],
      providers: [LibraryResolver, { provide: PermissionsSource, useClass: RolePermissions }],
    },
  );
});
beforeEach(() => {
  roles.clear();
  asked = [];
  failure = undefined;
  given = undefined;
  judged = [];
});
afterAll(async () => {
  await api.close();
  await issuer.close();
});

describe('a permission that a feature grants', () => {
  it('is enough where the token has none', async () => {
    roles.set('reader', ['read:books']);
    expect((await ask('reader', '{ book }')).status).toBe(200);
    expect((await ask('stranger', '{ book }')).status).toBe(403);
    expect(asked).toEqual(['reader', 'stranger']);
  });

  it('adds to those of the token and of other features', async () => {
    expect((await ask('writer', '{ desk }', { permissions: ['read:books'] })).status).toBe(200);
    expect((await ask('writer', '{ desk }')).status).toBe(403);
    roles.set('writer', ['read:books']);
    expect((await ask('writer', '{ desk }')).status).toBe(200);
    expect((await ask('reader', '{ desk }', { permissions: ['read:books'] })).status).toBe(403);
  });

  it('ends when the feature withdraws it, even for a remembered token', async () => {
    roles.set('reader', ['read:books']);
    const reader = api.as(await issuer.token({ claims: { sub: 'reader' } }));
    expect((await reader.query('{ book }')).status).toBe(200);
    roles.clear();
    expect((await reader.query('{ book }')).status).toBe(403);
  });

  it('is not looked up where the token is enough, or no permission is required', async () => {
    await ask('reader', '{ book }', { permissions: ['read:books'] });
    await ask('reader', '{ plain }');
    expect(asked).toEqual([]);
  });

  it('is not looked up without a caller', async () => {
    expect((await api.anonymous.query('{ book }')).status).toBe(401);
    expect((await api.as('garbage').query('{ book }')).status).toBe(401);
    expect((await api.anonymous.query('{ contradiction }')).status).toBe(401);
    expect(asked).toEqual([]);
  });

  it('is granted to its own caller alone, among 20 parallel ones', async () => {
    for (let index = 0; index < 20; index += 2) roles.set(`user|${index}`, ['read:books']);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ask(`user|${index}`, '{ book }')),
    );
    expect(answers.map(({ status }) => status)).toEqual(
      answers.map((_, index) => (index % 2 ? 403 : 200)),
    );
  });

  it('a refusal still lists every required permission', async () => {
    const { headers, body } = await ask('reader', '{ desk }', { permissions: ['read:books'] });
    expect(headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="read:books write:books"',
    );
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is SERVICE_UNAVAILABLE while it cannot be looked up, and a defect stays a defect', async () => {
    failure = new UnavailableException('The roles cannot be read.', 3);
    const outage = await ask('reader', '{ book }');
    expect([outage.status, outage.headers.get('retry-after')]).toEqual([503, '3']);
    failure = new Error('a secret of the database');
    const defect = await ask('reader', '{ book }');
    expect([defect.status, defect.body.errors?.[0]?.message]).toEqual([
      500,
      'Internal server error',
    ]);
  });
});

describe('two features of which one fails at once while the other fails later', () => {
  it.each([
    ['thrown', 503],
    ['nothing', 500],
  ])('answer the request, and the process goes on: %s', async (subject, status) => {
    failure = new UnavailableException('The roles cannot be read.', 3);
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const answer = await ask(subject, '{ desk }');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect([503, status]).toContain(answer.status);
    expect(unhandled).toEqual([]);
  });
});

describe('a rule of the application on claims', () => {
  const unverified = { email_verified: false };

  it('refuses with a reason of its own', async () => {
    const { status, headers, body } = await ask('reader', '{ plain }', unverified);
    expect([status, headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="invalid_token", error_description="The e-mail address is not verified"',
    ]);
    expect(body.errors).toMatchObject([
      {
        message: 'Unauthorized',
        extensions: { code: 'UNAUTHENTICATED', reason: 'email_not_verified' },
      },
    ]);
    expect((await ask('reader', '{ plain }', { email_verified: true })).status).toBe(200);
  });

  it('is asked for each request, also with a remembered token, but once for all its fields', async () => {
    const reader = api.as(await issuer.token({ claims: { sub: 'reader' } }));
    expect((await reader.query('{ plain guarded }')).status).toBe(200);
    expect((await reader.query('{ plain guarded }')).status).toBe(200);
    given = { reason: 'not_today', description: 'Not today' };
    const { body } = await reader.query('{ plain }');
    expect(body.errors?.[0]?.extensions.reason).toBe('not_today');
    expect(judged).toEqual(['reader', 'reader', 'reader']);
  });

  it('is asked after all rules of the platform', async () => {
    const expired = await ask('reader', '{ plain }', { ...unverified, exp: 1 });
    expect(expired.body.errors?.[0]?.extensions.reason).toBe('token_expired');
    const token = await issuer.token({ claims: { ...unverified, aud: 'other' } });
    const foreign = await api.as(token).query('{ plain }');
    expect(foreign.body.errors?.[0]?.extensions.reason).toBe('wrong_audience');
    expect(judged).toEqual([]);
  });

  it.each([
    ['a promise', Promise.resolve(undefined)],
    ['false', false],
    ['null', null],
    ['a reason that is not a name', { reason: 'Not today', description: 'Not today' }],
    ['a line break', { reason: 'not_today', description: 'Not\r\nToday' }],
    ['a quote', { reason: 'not_today', description: 'Not "today"' }],
  ])('lets nothing pass when it gives %s, and is a defect', async (_, value) => {
    given = value;
    const { status, body } = await ask('reader', '{ plain }');
    expect([status, body.errors?.[0]?.message]).toEqual([500, 'Internal server error']);
  });
});

describe('requireUser', () => {
  it('refuses an application and accepts a user', async () => {
    const { status, headers, body } = await ask('id@clients', '{ diary }');
    expect([status, headers.get('www-authenticate')]).toEqual([403, null]);
    expect(body.errors).toMatchObject([
      {
        message: 'This access token belongs to an application, not to a user.',
        extensions: { code: 'FORBIDDEN' },
      },
    ]);
    expect((await ask('reader', '{ diary }')).body.data).toEqual({ diary: 'reader' });
  });
});

async function ask(sub: string, query: string, claims: Record<string, unknown> = {}) {
  return api.as(await issuer.token({ claims: { sub, ...claims } })).query(query);
}
