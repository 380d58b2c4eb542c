import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { createApp } from '../../src/app.js';
import { AppModule } from '../../src/app.module.js';
import { FEATURE_SETTINGS } from '../../src/app.settings.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { TestApi } from '../support/api.js';
import { TestSocket } from '../support/live-socket.js';
import { useIssuer } from '../support/test-issuer.js';
import { ChatGateway } from './src/chat/chat.gateway.js';
import { serveSwagger } from './src/swagger/swagger.js';

const issuer = useIssuer();

const ADAPTERS: [
  string,
  (app: NestFastifyApplication) => object,
  (url: string, token?: string) => Promise<string>,
][] = [
  ['@nestjs/platform-ws', (app) => new WsAdapter(app), shoutByWs],
  ['@nestjs/platform-socket.io', (app) => new IoAdapter(app), shoutBySocketIo],
];

describe.each(ADAPTERS)('a gateway by %s', (_, adapterFor, shout) => {
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    const settings = loadSettings(
      { ...issuer.env, NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', HOST: '127.0.0.1' },
      FEATURE_SETTINGS,
    );
    const root = { ...AppModule.forRoot(settings), providers: [ChatGateway] };
    app = await createApp(settings, root);
    app.useWebSocketAdapter(adapterFor(app) as never);
    serveSwagger(app);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  it('answers a client with a token', async () => {
    expect(await shout(url, await issuer.token())).toBe('HELLO');
  });

  it('refuses a client without one, or with one that has expired', async () => {
    expect(await shout(url)).toBe('Unauthorized');
    const expired = await issuer.token({ claims: { exp: 1 } });
    expect(await shout(url, expired)).toBe('Unauthorized');
  });

  it('leaves subscriptions and their guard to the API', async () => {
    const socket = await TestSocket.connect(`${url}/graphql`, await issuer.token());
    socket.subscribe('1', 'subscription { nowhere }');
    expect((await socket.take('error')).payload).toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
    socket.close();
    const refused = await TestSocket.open(`${url}/graphql`);
    refused.init();
    expect(await refused.ended).toMatchObject({ code: 4401 });
  });

  it('stands beside @nestjs/swagger, which describes the routes', async () => {
    const description = await fetch(new URL('/docs/json', url));
    expect(description.status).toBe(200);
    expect(await description.json()).toMatchObject({ paths: { '/health/live': {} } });
  });
});

it('an API with a gateway that would refuse each message does not start', async () => {
  @WebSocketGateway({ path: '/chat' })
  class SilentGateway {
    @SubscribeMessage('shout')
    shout(): void {}
  }
  await expect(TestApi.start(issuer.env, { providers: [SilentGateway] })).rejects.toThrow(
    'SilentGateway.shout would refuse each message',
  );
});

const headersOf = (token?: string) =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

async function shoutByWs(url: string, token?: string): Promise<string> {
  const ws = new WebSocket(`${url.replace(/^http/, 'ws')}/chat`, { headers: headersOf(token) });
  await once(ws, 'open');
  ws.send(JSON.stringify({ event: 'shout', data: 'hello' }));
  const [message] = (await once(ws, 'message')) as [Buffer];
  ws.terminate();
  const { data } = JSON.parse(String(message)) as { data: string | { message: string } };
  return typeof data === 'string' ? data : data.message;
}

async function shoutBySocketIo(url: string, token?: string): Promise<string> {
  const client = io(url, {
    path: '/chat',
    transports: ['websocket'],
    extraHeaders: headersOf(token),
    reconnection: false,
  });
  client.emit('shout', 'hello');
  const text = await new Promise<string>((resolve) => {
    client.once('shouted', resolve);
    client.once('exception', ({ message }: { message: string }) => resolve(message));
    client.once('connect_error', ({ message }) => resolve(message));
  });
  client.close();
  return text;
}
