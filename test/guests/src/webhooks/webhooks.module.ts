import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  Controller,
  Module,
  Post,
  Req,
  UnauthorizedException,
  type NestModule,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RouteConfig, type FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import rawBody from 'fastify-raw-body';
import { Public } from '../platform/auth/index.js';

@Controller('webhooks')
class WebhooksController {
  // Its signature stands in for an access token.
  @Public()
  @RouteConfig({ rawBody: true })
  @Post()
  receive(@Req() { rawBody = '', headers }: FastifyRequest): { received: boolean } {
    const expected = createHmac('sha256', 'secret').update(rawBody).digest();
    const given = Buffer.from(String(headers['x-signature']), 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new UnauthorizedException('The signature does not fit the body.');
    }
    return { received: true };
  }
}

@Module({ controllers: [WebhooksController] })
export class WebhooksModule implements NestModule {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  async configure(): Promise<void> {
    const options = { global: false, runFirst: true };
    await this.host.httpAdapter.getInstance().register(rawBody, options);
  }
}
