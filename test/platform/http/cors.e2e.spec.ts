import { describe, expect, it, jest } from '@jest/globals';
import { Controller, Logger, Put } from '@nestjs/common';
import { type TestApi, useApi } from '../../support/api.js';
import { TestSocket, UpgradeRefused } from '../../support/live-socket.js';
import { useIssuer } from '../../support/test-issuer.js';
import { LIVE_PROBE } from '../live/live-probe.js';

@Controller('shelves')
class ShelvesController {
  @Put()
  put(): { isPut: boolean } {
    return { isPut: true };
  }
}

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  providers: LIVE_PROBE,
  controllers: [ShelvesController],
  env: {
    NODE_ENV: 'production',
    CORS_ORIGINS: 'https://app.example.com, https://*.preview.example.com',
    CORS_METHODS: 'PUT',
    CORS_CREDENTIALS: 'true',
  },
});

const shelves = () => new URL('/shelves', api.url);
const preflight = async (origin: string, method = 'PUT') => {
  const response = await fetch(shelves(), {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': method },
  });
  return Object.fromEntries(response.headers);
};

describe('a web page of CORS_ORIGINS', () => {
  it.each(['https://app.example.com', 'https://pr-7.preview.example.com'])(
    'may use the methods of CORS_METHODS and send cookies: %s',
    async (origin) => {
      expect(await preflight(origin)).toMatchObject({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST, PUT',
        'access-control-allow-credentials': 'true',
        vary: expect.stringContaining('Origin') as unknown,
      });
    },
  );

  it('still needs an access token', async () => {
    const headers = { origin: 'https://pr-7.preview.example.com' };
    expect((await fetch(shelves(), { method: 'PUT', headers })).status).toBe(401);
  });

  it('may open a WebSocket', async () => {
    const headers = { origin: 'https://pr-7.preview.example.com' };
    const socket = await TestSocket.open(api.url, { headers });
    socket.close();
  });
});

describe('any other web page', () => {
  const others = [
    'http://pr-7.preview.example.com',
    'https://preview.example.com',
    'https://a.b.preview.example.com',
    'https://x.preview.example.com.evil.example',
    'https://evil.example/.preview.example.com',
    'https://pr-7.preview.example.com:8443',
    'https://-.preview.example.com',
    'https://pr-7xpreview.example.com',
    'null',
  ];

  it.each(others)('is told nothing: %s', async (origin) => {
    expect(await preflight(origin)).not.toHaveProperty('access-control-allow-origin');
  });

  it.each(others)('opens no WebSocket: %s', async (origin) => {
    await expect(TestSocket.open(api.url, { headers: { origin } })).rejects.toThrow(UpgradeRefused);
  });
});

describe('the log', () => {
  const FORGOTTEN = 'https://forgotten.example';
  const apis = [
    useApi({ env: { CORS_ORIGINS: 'https://app.example.com' } }),
    useApi({ env: { CORS_ORIGINS: 'https://app.example.com' } }),
  ] as const;
  const warnings = async (api: TestApi, ...origins: string[]) => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    try {
      for (const origin of origins) await api.anonymous.with({ origin }).query('{ open }');
      return warn.mock.calls.map(([message]) => String(message));
    } finally {
      warn.mockRestore();
    }
  };

  it('names a page that may not call, once', async () => {
    expect(await warnings(apis[0], FORGOTTEN, FORGOTTEN)).toEqual([
      `Web pages of ${FORGOTTEN} may not call: CORS_ORIGINS does not name them.`,
    ]);
  });

  it('says nothing of pages that may, and of what no browser sends', async () => {
    const origins = ['https://app.example.com', 'null', 'https://a.example/path', 'a b', '"\t'];
    expect(await warnings(apis[0], ...origins, `https://${'a'.repeat(250)}.example`)).toEqual([]);
  });

  it('is not filled by a client that invents origins', async () => {
    const invented = Array.from({ length: 30 }, (_, n) => `https://invented${n}.example`);
    expect((await warnings(apis[1], ...invented)).length).toBeLessThanOrEqual(20);
  });
});
