import { describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import { FEATURE_SETTINGS } from '../../src/app.settings.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { Settings } from '../../src/platform/config/index.js';
import { useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';

@Injectable()
class Weather {
  today(): string {
    return 'rain';
  }
}

@Resolver()
class WeatherResolver {
  constructor(private readonly weather: Weather) {}

  @Query(() => String, { description: 'Of today.' })
  weatherToday(): string {
    return this.weather.today();
  }
}

@Module({ providers: [Weather, WeatherResolver] })
class WeatherModule {}

const issuer = useIssuer();

describe('a test that overrides a provider', () => {
  const api = useApi({
    trusts: issuer,
    imports: [WeatherModule],
    overrides: [{ provide: Weather, useValue: { today: () => 'sun' } }],
  });

  it('meets the other one, behind the same guard', async () => {
    expect((await api.anonymous.query('{ weatherToday }')).status).toBe(401);
    const { status, headers, body } = await api.as(await issuer.token()).query('{ weatherToday }');
    expect([status, body]).toEqual([200, { data: { weatherToday: 'sun' } }]);
    expect(headers.get('x-request-id')).toBeTruthy();
  });

  it('keeps the error contract', async () => {
    const { status, body } = await api.anonymous.query('{');
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
    const response = await fetch(new URL('/nowhere', api.url));
    expect([response.status, await response.json()]).toEqual([
      404,
      { statusCode: 404, message: 'Not Found' },
    ]);
  });
});

it("Nest's own testing module compiles the application", async () => {
  const settings = loadSettings({ ...issuer.env, NODE_ENV: 'test' }, FEATURE_SETTINGS);
  const module = await Test.createTestingModule({
    imports: [AppModule.forRoot(settings), WeatherModule],
  }).compile();
  expect(module.get(WeatherResolver, { strict: false }).weatherToday()).toBe('rain');
  expect(module.get(Settings, { strict: false })).toBe(settings);
  await module.close();
});
