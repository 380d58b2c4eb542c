import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Field, ObjectType, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { CurrentCaller } from '../../../src/platform/auth/current-caller.decorator.js';
import { Caller } from '../../../src/platform/auth/caller.js';
import { Public } from '../../../src/platform/auth/access/public.decorator.js';
import { RequirePermissions } from '../../../src/platform/auth/access/require-permissions.decorator.js';
import { loadSettings } from '../../../src/platform/config/load-settings.js';
import { requests, type RequestRecord } from '../../../src/platform/http/http.metrics.js';
import { useApi } from '../../support/api.js';
import { encode } from '../../support/sign-token.js';
import { useIssuer } from '../../support/test-issuer.js';

const d = { description: 'For the test.' };

@ObjectType(d)
class Shelf {
  @Field(() => String, d)
  label!: string;
}

/** Without any decorator about protection. */
@Resolver(() => Shelf)
class PlainResolver {
  @Query(() => String, d)
  plain(): string {
    return 'plain';
  }

  @Public()
  @Query(() => Shelf, d)
  shelf(): Shelf {
    return { label: 'open' };
  }

  @ResolveField(() => String, d)
  content(): string {
    return 'closed';
  }

  @Public()
  @ResolveField(() => String, d)
  sign(): string {
    return 'open';
  }
}

@Resolver()
class LibraryResolver {
  @RequirePermissions('read:books')
  @Query(() => String, d)
  book(@CurrentCaller() caller: Caller): string {
    return caller.subject;
  }

  @RequirePermissions('read:books', 'write:books')
  @Query(() => String, d)
  desk(): string {
    return 'desk';
  }
}

@RequirePermissions('enter:archive')
@Resolver()
class ArchiveResolver {
  @Query(() => String, d)
  entrance(): string {
    return 'entrance';
  }

  @RequirePermissions('open:safe')
  @Query(() => String, d)
  safe(): string {
    return 'safe';
  }
}

@Public()
@Resolver()
class LobbyResolver {
  @Query(() => String, d)
  lobby(): string {
    return 'lobby';
  }

  @Query(() => String, { ...d, nullable: true })
  whoami(@CurrentCaller() caller?: Caller): string | null {
    return caller?.subject ?? null;
  }

  @RequirePermissions('read:books')
  @Query(() => String, d)
  contradiction(): string {
    return 'never';
  }
}

@Controller('routes')
class RoutesController {
  @Get('plain')
  plain(): string {
    return 'plain';
  }

  @Public()
  @Get('open')
  open(): string {
    return 'open';
  }

  @RequirePermissions('read:books')
  @Get('books')
  books(): string {
    return 'books';
  }
}

type Issuer = 'auth0' | 'authaction' | 'oidc';

const machine = { sub: 'id@clients', gty: 'client-credentials' };

const issuer = useIssuer();
const issuers = { auth0: issuer, authaction: useIssuer(), oidc: useIssuer() };
const api = useApi({
  trusts: issuer,
  env: () => ({
    AUTHACTION_DOMAIN: issuers.authaction.url,
    AUTHACTION_AUDIENCE: issuers.authaction.audience,
    OIDC_ISSUER_URL: issuers.oidc.url,
    OIDC_AUDIENCE: issuers.oidc.audience,
  }),
  providers: [PlainResolver, LibraryResolver, ArchiveResolver, LobbyResolver],
  controllers: [RoutesController],
});

describe('a resolver without a decorator', () => {
  it.each([
    ['a query', '{ plain }', 'plain'],
    ['a field below a public query', '{ shelf { label content } }', 'shelf.content'],
  ])('%s is protected', async (_, query, path) => {
    const { status, body } = await api.anonymous.query(query);
    expect(status).toBe(401);
    expect(body.errors?.map((error) => error.path?.join('.'))).toEqual([path]);
    const answer = await api.as(await issuer.token()).query(query);
    expect(answer.body.errors).toBeUndefined();
  });

  it('a route is protected', async () => {
    const url = new URL('/routes/plain', api.url);
    const refused = await fetch(url);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    const authorization = `Bearer ${await issuer.token()}`;
    expect(await (await fetch(url, { headers: { authorization } })).text()).toBe('plain');
    const bad = await fetch(url, { headers: { authorization: 'Bearer x' } });
    expect(bad.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
  });
});

describe('@Public', () => {
  it('opens a query, a field, a class and a route', async () => {
    const { body } = await api.anonymous.query('{ lobby shelf { label sign } }');
    expect(body).toEqual({ data: { lobby: 'lobby', shelf: { label: 'open', sign: 'open' } } });
    expect(await (await fetch(new URL('/routes/open', api.url))).text()).toBe('open');
  });

  it.each(['garbage', ''])('ignores the token "%s"', async (token) => {
    const { status } = await api.as(token).query('{ lobby }');
    expect(status).toBe(200);
  });

  it('gives no caller, even for a good token', async () => {
    const { body } = await api.as(await issuer.token()).query('{ whoami }');
    expect(body).toEqual({ data: { whoami: null } });
  });

  it('does not lift the permissions that a method requires', async () => {
    const reader = await issuer.token({ claims: { permissions: ['read:books'] } });
    const callers = [
      [api.anonymous, 401],
      [api.as(await issuer.token()), 403],
      [api.as(reader), 200],
    ] as const;
    for (const [actor, status] of callers) {
      expect((await actor.query('{ contradiction }')).status).toBe(status);
    }
  });
});

describe('@RequirePermissions', () => {
  const allowed: [string, Issuer, Record<string, unknown>][] = [
    ['permissions', 'auth0', { permissions: ['read:books'] }],
    ['permissions among others', 'auth0', { permissions: ['a', 'read:books', 'b'] }],
    ['permissions and another scope', 'auth0', { permissions: ['read:books'], scope: 'openid' }],
    ["an application's scope", 'auth0', { ...machine, scope: 'openid read:books' }],
    ["an application's scope, by its subject", 'auth0', { sub: 'id@clients', scope: 'read:books' }],
    ["an application's permissions", 'auth0', { ...machine, permissions: ['read:books'] }],
    ['permissions', 'oidc', { permissions: ['read:books'] }],
    ['permissions', 'authaction', { permissions: ['read:books'] }],
    ["an application's permissions", 'oidc', { ...machine, permissions: ['read:books'] }],
  ];
  const refused: [string, Issuer, Record<string, unknown>][] = [
    ['neither', 'auth0', {}],
    ["a user's scope", 'auth0', { scope: 'read:books' }],
    ["a user's scp", 'auth0', { scp: ['read:books'] }],
    ['a copied client ID beside a scope', 'auth0', { sub: 'a|1', cid: 'a|1', scope: 'read:books' }],
    ['the scope of a user who looks like Entra', 'auth0', { idtyp: 'app', scope: 'read:books' }],
    ['the scope of a user who looks like Okta', 'auth0', { cid: 'x', scope: 'read:books' }],
    [
      'the scope of a user who is called like a service account',
      'auth0',
      {
        preferred_username: 'service-account-web',
        clientHost: 'x',
        clientAddress: 'x',
        scope: 'read:books',
      },
    ],
    [
      'the scope of a user who is called like a client',
      'auth0',
      { sub: 'auth0|x@clients', scope: 'read:books' },
    ],
    ['the scope of another grant', 'auth0', { gty: ['client-credentials'], scope: 'read:books' }],
    ['another permission', 'auth0', { permissions: ['write:books'] }],
    ['a longer permission', 'auth0', { permissions: ['read:books:all'] }],
    ['a permission in capitals', 'auth0', { permissions: ['READ:BOOKS'] }],
    ['a nested permission', 'auth0', { permissions: [['read:books']] }],
    [
      'a scope beside empty permissions',
      'auth0',
      { ...machine, permissions: [], scope: 'read:books' },
    ],
    ...(['auth0', 'oidc'] as const).flatMap((kind): [string, Issuer, Record<string, unknown>][] => [
      ['a scope beside empty permissions', kind, { permissions: [], scope: 'read:books' }],
      ['permissions that are no list', kind, { permissions: 'read:books', scope: 'read:books' }],
      ['permissions that are null', kind, { permissions: null, scope: 'read:books' }],
    ]),
    ...(['authaction', 'oidc'] as const).flatMap(
      (kind): [string, Issuer, Record<string, unknown>][] => [
        ['scope, which a client may ask for', kind, { scope: 'read:books' }],
        ['a scope as a list', kind, { scope: ['openid', 'read:books'] }],
        ['scp', kind, { scp: ['openid', 'read:books'] }],
        ["an application's scope", kind, { ...machine, scope: 'read:books' }],
      ],
    ),
  ];

  it.each(allowed)('is content with %s (%s)', async (_, kind, claims) => {
    const { status } = await api.as(await issuers[kind].token({ claims })).query('{ book }');
    expect(status).toBe(200);
  });

  it.each(refused)('is not content with %s (%s)', async (_, kind, claims) => {
    const answer = await api.as(await issuers[kind].token({ claims })).query('{ book }');
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer error="insufficient_scope", scope="read:books"',
    );
    expect(answer.body).toEqual({
      errors: [
        {
          message: 'This access token lacks the permission read:books.',
          locations: [{ line: 1, column: 3 }],
          path: ['book'],
          extensions: { code: 'FORBIDDEN', hint: expect.any(String) },
        },
      ],
    });
  });

  describe('with OIDC_PERMISSIONS_CLAIM and AUTHACTION_PERMISSIONS_CLAIM', () => {
    const named = useApi({
      env: () => ({
        AUTH0_DOMAIN: '',
        AUTH0_AUDIENCE: '',
        AUTHACTION_DOMAIN: issuers.authaction.url,
        AUTHACTION_AUDIENCE: issuers.authaction.audience,
        AUTHACTION_PERMISSIONS_CLAIM: 'scope',
        OIDC_ISSUER_URL: issuers.oidc.url,
        OIDC_AUDIENCE: issuers.oidc.audience,
        OIDC_PERMISSIONS_CLAIM: 'realm_access.roles',
      }),
      providers: [LibraryResolver],
    });

    const roles = ['a', 'read:books'];
    const cases: [string, Issuer, number, Record<string, unknown>][] = [
      ['a scope', 'authaction', 200, { scope: 'openid read:books  profile' }],
      ['a scope as a list', 'authaction', 200, { scope: roles }],
      ['a nested scope', 'authaction', 403, { scope: [['read:books']] }],
      ['a scope in an object', 'authaction', 403, { scope: { 'read:books': true } }],
      ['a part of a scope', 'authaction', 403, { scope: 'xread:books read:booksx' }],
      ['two scopes in one word', 'authaction', 403, { scope: 'openid,read:books' }],
      ['two scopes in one word of a list', 'authaction', 403, { scope: ['openid read:books'] }],
      ['permissions, which are not named', 'authaction', 403, { permissions: ['read:books'] }],
      ['a list at the path', 'oidc', 200, { realm_access: { roles } }],
      ['a text at the path', 'oidc', 200, { realm_access: { roles: 'a read:books' } }],
      ['the exact name', 'oidc', 200, { 'realm_access.roles': roles }],
      [
        'the exact name before the path',
        'oidc',
        403,
        { 'realm_access.roles': [], realm_access: { roles } },
      ],
      ['a path through a list', 'oidc', 403, { realm_access: [{ roles }] }],
      ['a path that ends early', 'oidc', 403, { realm_access: 'read:books' }],
      ['a path through null', 'oidc', 403, { realm_access: null }],
      ['an object at the path', 'oidc', 403, { realm_access: { roles: { 'read:books': true } } }],
      ['the last part of the path alone', 'oidc', 403, { roles }],
      [
        'the other claims alone',
        'oidc',
        403,
        { permissions: ['read:books'], scope: 'read:books', scp: ['read:books'] },
      ],
      ['nothing', 'oidc', 403, {}],
    ];

    it.each(cases)('%s (%s) is answered with %d', async (_, kind, status, claims) => {
      const token = await issuers[kind].token({ claims });
      expect((await named.as(token).query('{ book }')).status).toBe(status);
    });
  });

  it.each(['constructor.name', '__proto__.toString', 'sub.length'])(
    'reads no member that a claim does not have itself: %s',
    (permissionsClaim) => {
      const { issuers: all } = loadSettings({
        OIDC_ISSUER_URL: 'https://issuer.example.com',
        OIDC_AUDIENCE: 'api',
        OIDC_PERMISSIONS_CLAIM: permissionsClaim,
      });
      const [permissions] = all.map((one) => new Caller(one, { sub: 'x' }, 'token').permissions);
      expect([...(permissions ?? [])]).toEqual([]);
    },
  );

  it('requires all of them', async () => {
    const one = await issuer.token({ claims: { permissions: ['read:books'] } });
    const { status, headers } = await api.as(one).query('{ desk }');
    expect([status, headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="read:books write:books"',
    ]);
    const both = await issuer.token({ claims: { permissions: ['write:books', 'read:books'] } });
    expect((await api.as(both).query('{ desk }')).status).toBe(200);
  });

  it("on a class applies to every method, beside the method's own", async () => {
    const inside = await issuer.token({ claims: { permissions: ['enter:archive'] } });
    expect((await api.as(inside).query('{ entrance }')).status).toBe(200);
    expect((await api.as(inside).query('{ safe }')).status).toBe(403);
    const thief = await issuer.token({ claims: { permissions: ['open:safe'] } });
    expect((await api.as(thief).query('{ safe }')).status).toBe(403);
    const keeper = await issuer.token({ claims: { permissions: ['enter:archive', 'open:safe'] } });
    expect((await api.as(keeper).query('{ safe }')).status).toBe(200);
  });

  it('answers 401 without a token, not 403', async () => {
    expect((await api.anonymous.query('{ book }')).status).toBe(401);
  });

  it('applies to a route', async () => {
    const url = new URL('/routes/books', api.url);
    const headers = { authorization: `Bearer ${await issuer.token()}` };
    const response = await fetch(url, { headers });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      403,
      'Bearer error="insufficient_scope", scope="read:books"',
    ]);
  });

  it('never mixes up the permissions of 20 parallel callers', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const permissions = index % 2 ? ['read:books'] : [];
        const token = await issuer.token({ claims: { sub: `user|${index}`, permissions } });
        return api.as(token).query('{ book }');
      }),
    );
    expect(answers.map(({ status, body }) => [status, body.data?.book])).toEqual(
      answers.map((_, index) => (index % 2 ? [200, `user|${index}`] : [403, undefined])),
    );
  });
});

/** What many plugins do: the claims of a token that nothing has verified become the user. */
@Injectable()
class DecodingHook implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addHook('preHandler', (request, _, done) => {
      const [, payload = ''] = (request.headers.authorization ?? '').split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}') as object;
      const user = { subject: 'mallory', permissions: new Set(['read:books']), ...claims };
      Object.assign(request, { user, caller: user, verdict: true });
      done();
    });
  }
}

describe('a user that a hook has read from a token without verifying it', () => {
  const hooked = useApi({
    trusts: issuer,
    providers: [DecodingHook, PlainResolver, LibraryResolver],
    controllers: [RoutesController],
  });
  const forged = () => `${encode({ alg: 'none' })}.${encode({ sub: 'mallory' })}.`;

  it.each(['{ plain }', '{ book }'])('is not a caller: %s', async (query) => {
    const { status, body } = await hooked.as(forged()).query(query);
    expect([status, body.data]).toEqual([401, undefined]);
    expect((await hooked.anonymous.query(query)).status).toBe(401);
  });

  it.each(['plain', 'books'])('is not a caller at the route %s', async (path) => {
    const headers = { authorization: `Bearer ${forged()}` };
    const response = await fetch(new URL(`/routes/${path}`, hooked.url), { headers });
    expect(response.status).toBe(401);
  });

  it('does not replace the caller of a good token, and is not in the log', async () => {
    const records: RequestRecord[] = [];
    const unsubscribe = requests.subscribe((record) => records.push(record));
    const token = await issuer.token({
      claims: { sub: 'auth0|ada', permissions: ['read:books'] },
    });
    expect((await hooked.as(token).query('{ book }')).body.data).toEqual({ book: 'auth0|ada' });
    await hooked.as(forged()).query('{ book }');
    unsubscribe();
    expect(records.map(({ status, subject }) => [status, typeof subject])).toEqual([
      [200, 'string'],
      [401, 'undefined'],
    ]);
  });
});
