import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, NotFoundException } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import * as Sentry from '@sentry/nestjs';
import { Public } from '../../src/platform/auth/index.js';
import { useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';
import { ReportingModule } from './src/reporting/reporting.module.js';
import { startReporting } from './src/reporting/start-reporting.js';

@Public()
@Resolver()
class FaultyResolver {
  @Query(() => String)
  faulty(): string {
    throw new TypeError('a defect of a resolver');
  }

  @Query(() => String)
  missing(): string {
    throw new NotFoundException('There is no such thing.');
  }
}

@Public()
@Controller('faulty')
class FaultyController {
  @Get()
  faulty(): string {
    throw new TypeError('a defect of a route');
  }
}

/** Stands in for Sentry's own server. */
const received: string[] = [];
const server = createServer((request, response) => {
  request.setEncoding('utf8').on('data', (text: string) => received.push(text));
  request.on('end', () => response.end('{}'));
});

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  startReporting(`http://key@127.0.0.1:${port}/1`);
});
afterAll(async () => {
  await Sentry.close(1_000);
  server.close();
});
beforeEach(() => void received.splice(0));

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  imports: [ReportingModule],
  providers: [FaultyResolver],
  controllers: [FaultyController],
});

const reports = async (): Promise<string> => {
  await Sentry.flush(2_000);
  return received.join('');
};

describe('@sentry/nestjs', () => {
  it('reports a defect of a resolver, which the client does not see', async () => {
    const token = await issuer.token();
    const { status, body } = await api.as(token).query('{ secret: guarded faulty }');
    expect([status, body.errors?.[0]?.message]).toEqual([500, 'Internal server error']);
    expect(await reports()).toContain('a defect of a resolver');
    expect(await reports()).not.toContain(token);
    expect(await reports()).not.toContain('secret: guarded');
  });

  it('reports a defect of a route', async () => {
    const response = await fetch(new URL('/faulty', api.url));
    expect([response.status, await response.json()]).toEqual([
      500,
      { statusCode: 500, message: 'Internal server error' },
    ]);
    expect(await reports()).toContain('a defect of a route');
  });

  it('reports no refusal and no expected error', async () => {
    expect((await api.anonymous.query('{ guarded }')).status).toBe(401);
    expect((await api.anonymous.query('{ missing }')).status).toBe(404);
    expect((await fetch(new URL('/nowhere', api.url))).status).toBe(404);
    expect((await fetch(api.url, { method: 'PUT' })).status).toBe(405);
    expect(await reports()).not.toContain('"exception"');
  });
});
