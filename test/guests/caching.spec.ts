import { describe, expect, it } from '@jest/globals';
import { CacheInterceptor, CacheModule } from '@nestjs/cache-manager';
import { Controller, Get } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { Public } from '../../src/platform/auth/index.js';
import { TestApi, useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';
import { CachingModule } from './src/caching/caching.module.js';

let count = 0;

@Public()
@Controller('counted')
class CountedController {
  @Get()
  read(): { count: number } {
    return { count: (count += 1) };
  }
}

const issuer = useIssuer();
const api = useApi({ trusts: issuer, imports: [CachingModule], controllers: [CountedController] });
const get = (path: string, token?: string) =>
  fetch(new URL(path, api.url), {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

describe('@nestjs/cache-manager', () => {
  it('remembers the answer of a public route', async () => {
    expect(await (await get('/counted')).json()).toEqual({ count: 1 });
    const again = await get('/counted');
    expect([again.headers.get('x-cache'), await again.json()]).toEqual(['HIT', { count: 1 }]);
  });

  it('serves no caller what another one was answered', async () => {
    for (const sub of ['ada', 'ben']) {
      const token = await issuer.token({ claims: { sub } });
      expect(await (await get('/greetings/mine', token)).json()).toEqual({ to: sub });
    }
    expect((await get('/greetings/mine')).status).toBe(401);
  });

  it('leaves GraphQL alone', async () => {
    expect((await api.anonymous.query('{ open }')).body).toEqual({ data: { open: 'open' } });
    expect((await api.anonymous.query('{ guarded }')).status).toBe(401);
  });
});

it("an API with Nest's own interceptor for all routes does not start", async () => {
  const imports = [CacheModule.register()];
  const providers = [{ provide: APP_INTERCEPTOR, useClass: CacheInterceptor }];
  await expect(TestApi.start(issuer.env, { imports, providers })).rejects.toThrow(
    'the global interceptor CacheInterceptor finds no request in GraphQL',
  );
});
