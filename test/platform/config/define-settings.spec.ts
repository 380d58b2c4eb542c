import { describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ConfigModule } from '../../../src/platform/config/config.module.js';
import {
  defineSettings,
  flag,
  list,
  oneOf,
  Settings,
  text,
  url,
  wholeNumber,
} from '../../../src/platform/config/index.js';
import { loadSettings } from '../../../src/platform/config/load-settings.js';

class OrderSettings extends defineSettings({
  ORDER_LIMIT: wholeNumber(1, 100).default(20),
  ORDER_CURRENCY: oneOf('EUR', 'USD').default('EUR'),
  ORDER_COUNTRIES: list((item) => /^[A-Z]{2}$/.test(item), 'must be country codes.').optional(),
  ORDER_WEBHOOK_URL: url('https').optional(),
  ORDER_ARE_TESTS_ALLOWED: flag().default(false),
  ORDER_API_KEY: text(),
}) {}

class OtherSettings extends defineSettings({ ORDER_LIMIT: wholeNumber(1, 2).optional() }) {}
class GreedySettings extends defineSettings({ AUTH0_DOMAIN: text() }) {}

const ISSUER = { AUTH0_DOMAIN: 'tenant.eu.auth0.com', AUTH0_AUDIENCE: 'api' };

const load = (env: Record<string, string>) =>
  loadSettings({ ...ISSUER, ...env }, [OrderSettings]).features[0];

describe('the settings of a feature', () => {
  it('are properties in camelCase, with a default for what is missing', () => {
    expect({ ...load({ ORDER_API_KEY: ' key ', ORDER_CURRENCY: '' }) }).toEqual({
      orderLimit: 20,
      orderCurrency: 'EUR',
      orderCountries: undefined,
      orderWebhookUrl: undefined,
      orderAreTestsAllowed: false,
      orderApiKey: 'key',
    });
  });

  it('are read as their fields say', () => {
    const env = {
      ORDER_LIMIT: '7',
      ORDER_CURRENCY: 'USD',
      ORDER_COUNTRIES: 'DE, FR',
      ORDER_WEBHOOK_URL: 'https://hooks.example.com/orders',
      ORDER_ARE_TESTS_ALLOWED: 'true',
      ORDER_API_KEY: 'key',
    };
    expect({ ...load(env) }).toEqual({
      orderLimit: 7,
      orderCurrency: 'USD',
      orderCountries: ['DE', 'FR'],
      orderWebhookUrl: 'https://hooks.example.com/orders',
      orderAreTestsAllowed: true,
      orderApiKey: 'key',
    });
  });

  it('cannot be changed', () => {
    const settings = load({ ORDER_API_KEY: 'key', ORDER_COUNTRIES: 'DE' }) as OrderSettings;
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.isFrozen(settings.orderCountries)).toBe(true);
  });

  it('are injected by their class, as those of the platform are', async () => {
    @Injectable()
    class OrderService {
      constructor(
        readonly orders: OrderSettings,
        readonly platform: Settings,
      ) {}
    }
    const settings = loadSettings({ ...ISSUER, ORDER_API_KEY: 'key' }, [OrderSettings]);
    const root = {
      module: class Root {},
      imports: [ConfigModule.forRoot(settings)],
      providers: [OrderService],
    };
    const app = await NestFactory.createApplicationContext(root, { logger: false });
    expect(app.get(OrderService).orders.orderLimit).toBe(20);
    expect(app.get(OrderService).platform).toBe(settings);
    await app.close();
  });

  it('complain together with those of the platform, by name and without a value', () => {
    const env = {
      PORT: 'secret-a',
      ORDER_LIMIT: 'secret-b',
      ORDER_CURRENCY: 'secret-c',
      ORDER_COUNTRIES: 'secret-d',
      ORDER_WEBHOOK_URL: 'http://secret-e',
      ORDER_ARE_TESTS_ALLOWED: 'secret-f',
    };
    expect(messageOf(() => load(env))).toBe(
      [
        'The API cannot start: 7 problems in the environment.',
        '  PORT must be a whole number from 0 to 65535.',
        '  ORDER_LIMIT must be a whole number from 1 to 100.',
        '  ORDER_CURRENCY must be one of EUR, USD.',
        '  ORDER_COUNTRIES must be country codes.',
        '  ORDER_WEBHOOK_URL must be a URL that begins with https://.',
        '  ORDER_ARE_TESTS_ALLOWED must be true or false.',
        '  ORDER_API_KEY is missing.',
        'Set them in the environment or in .env; .env.example explains every variable.',
      ].join('\n'),
    );
  });

  it('are known to the warning about a mistyped name', () => {
    const env = { ...ISSUER, ORDER_API_KEY: 'key', '0RDER_LIMIT': '7' };
    expect(loadSettings(env, [OrderSettings]).warnings).toEqual([
      '0RDER_LIMIT is not a setting of this API. Did you mean ORDER_LIMIT?',
    ]);
  });

  it('cannot declare a variable that another class declares', () => {
    expect(messageOf(() => loadSettings(ISSUER, [GreedySettings]))).toContain(
      'GreedySettings declares AUTH0_DOMAIN, which another class declares already.',
    );
    expect(messageOf(() => loadSettings(ISSUER, [OrderSettings, OtherSettings]))).toContain(
      'OtherSettings declares ORDER_LIMIT',
    );
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}
