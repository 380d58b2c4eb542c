import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { RequirePermissions } from '../../../src/platform/auth/index.js';
import { useApi } from '../../support/api.js';
import { useIssuer } from '../../support/test-issuer.js';

const PUBLIC_URL = 'https://api.example.com/graphql';
const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const METADATA_URL = `https://api.example.com${WELL_KNOWN}/graphql`;

@RequirePermissions('read:all')
@Resolver()
class ReportResolver {
  @RequirePermissions('read:reports', 'read:probes')
  @Query(() => String, { description: 'Needs permissions of class and method.' })
  report(): string {
    return 'report';
  }
}

/** Not a part of the schema. */
@Controller('reports')
class ReportController {
  @Get()
  @RequirePermissions('read:files')
  read(): string {
    return 'file';
  }
}

@Injectable()
class Unrelated {
  get broken(): never {
    throw new Error('A getter of a provider was called.');
  }
}

const issuer = useIssuer();
const other = useIssuer({ hasTrailingSlash: false });

const ask = (api: { url: string }, path: string, init: RequestInit = {}) =>
  fetch(new URL(path, api.url), init);

describe('an API with PUBLIC_URL', () => {
  const api = useApi({
    env: () => ({
      ...issuer.env,
      OIDC_ISSUER_URL: other.url,
      OIDC_AUDIENCE: other.audience,
      PUBLIC_URL,
      CORS_ORIGINS: 'https://app.example.com',
    }),
    providers: [ReportResolver, Unrelated],
    controllers: [ReportController],
  });

  it.each([WELL_KNOWN, `${WELL_KNOWN}/graphql`, `${WELL_KNOWN}/graphql?a=b`])(
    'says at %s who issues its tokens',
    async (path) => {
      await api.as(await other.token()).query('{ guarded }');
      const response = await ask(api, path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
      expect(await response.json()).toMatchObject({
        resource: PUBLIC_URL,
        authorization_servers: [issuer.issuer, other.issuer],
        bearer_methods_supported: ['header'],
        scopes_supported: ['read:all', 'read:probes', 'read:reports'],
      });
    },
  );

  it('does not depend on what a request says about itself', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
      authorization: 'Bearer garbage',
    };
    const response = await ask(api, WELL_KNOWN, { headers });
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain('evil');
    const refusal = await api.anonymous.with(headers).query('{ guarded }');
    expect(refusal.headers.get('www-authenticate')).toContain(METADATA_URL);
  });

  it('lets the pages of CORS_ORIGINS read it', async () => {
    const { headers } = await ask(api, WELL_KNOWN, {
      headers: { origin: 'https://app.example.com' },
    });
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  });

  it.each([
    `${WELL_KNOWN}/`,
    `${WELL_KNOWN}/graphql/`,
    `${WELL_KNOWN}/other`,
    `${WELL_KNOWN}/graphql/other`,
    `${WELL_KNOWN}s`,
  ])('answers 404 at %s', async (path) => {
    const { status, headers } = await ask(api, path);
    expect([status, headers.get('cache-control')]).toEqual([404, 'no-store']);
  });

  it('does not accept other methods there', async () => {
    expect((await ask(api, WELL_KNOWN, { method: 'POST' })).status).toBe(404);
  });

  it.each([
    ['a missing token', undefined, '{ guarded }', 401, 'Bearer'],
    [
      'a bad token',
      'garbage',
      '{ guarded }',
      401,
      'Bearer error="invalid_token", error_description="The access token is opaque, not a signed JWT: ask for the audience of this API when logging in",',
    ],
    [
      'a missing permission',
      'valid',
      '{ probeById(id: 1) { id } }',
      403,
      'Bearer error="insufficient_scope", scope="read:probes",',
    ],
  ])('names the metadata in the challenge for %s', async (_, token, query, status, challenge) => {
    const caller = token ? api.as(token === 'valid' ? await issuer.token() : token) : api.anonymous;
    // The second time the operation is known.
    for (let time = 1; time <= 2; time += 1) {
      const answer = await caller.query(query);
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        status,
        expect.stringMatching(`^${challenge} resource_metadata="${METADATA_URL}"`),
      ]);
    }
  });

  it('names it in the challenge of a plain route', async () => {
    const { status, headers } = await ask(api, '/reports');
    expect([status, headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringMatching(`^Bearer resource_metadata="${METADATA_URL}"`),
    ]);
  });

  it('has no challenge where a request was not refused', async () => {
    const { headers } = await api.anonymous.query('{ open }');
    expect(headers.has('www-authenticate')).toBe(false);
  });
});

describe('an API without PUBLIC_URL', () => {
  const api = useApi({ trusts: issuer });

  it.each([WELL_KNOWN, `${WELL_KNOWN}/graphql`])('answers 404 at %s', async (path) => {
    expect((await ask(api, path, { headers: { host: 'api.example.com' } })).status).toBe(404);
  });

  it('names no metadata in a challenge', async () => {
    const { headers } = await api.anonymous.query('{ guarded }');
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('an API behind a proxy that adds a path', () => {
  const api = useApi({
    trusts: issuer,
    env: { PUBLIC_URL: 'https://example.com/my-api/graphql' },
  });

  it('answers at the path that clients derive from its address', async () => {
    const { headers } = await api.anonymous.query('{ guarded }');
    const url = `https://example.com${WELL_KNOWN}/my-api/graphql`;
    expect(headers.get('www-authenticate')).toMatch(
      new RegExp(`^Bearer resource_metadata="${url}"`),
    );
    expect((await ask(api, new URL(url).pathname)).status).toBe(200);
    expect((await ask(api, `${WELL_KNOWN}/graphql`)).status).toBe(200);
  });
});

describe('an API whose issuer was not discovered yet', () => {
  const api = useApi({ env: { PUBLIC_URL } });

  it('names the issuer as it is configured', async () => {
    const metadata = await (await ask(api, WELL_KNOWN)).json();
    expect(metadata).toMatchObject({ authorization_servers: ['http://127.0.0.1:9/'] });
  });
});

describe('an API with a rate limit', () => {
  const api = useApi({ trusts: issuer, env: { PUBLIC_URL, RATE_LIMIT_PER_MINUTE: '2' } });

  it('counts who asks for the metadata', async () => {
    const statuses = [];
    for (let request = 1; request <= 3; request += 1)
      statuses.push((await ask(api, WELL_KNOWN)).status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});
