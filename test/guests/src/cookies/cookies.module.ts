import cookie from '@fastify/cookie';
import session from '@fastify/session';
import { Controller, Get, Module, Req, type NestModule } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Context, Mutation, Resolver } from '@nestjs/graphql';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../platform/auth/index.js';

declare module 'fastify' {
  interface Session {
    visits?: number;
  }
}

@Resolver()
class ConsentResolver {
  // The whole context: `@Context('res')` would wait until the answer is sent.
  @Public()
  @Mutation(() => Boolean, { description: 'Remembers in a cookie that the visitor agreed.' })
  agree(@Context() { res }: { res: FastifyReply }): boolean {
    void res.setCookie('consent', 'yes', { httpOnly: true, sameSite: 'lax', path: '/' });
    return true;
  }
}

@Controller('visits')
class VisitsController {
  @Public()
  @Get()
  count(@Req() { session }: FastifyRequest): { visits: number } {
    session.visits = (session.visits ?? 0) + 1;
    return { visits: session.visits };
  }
}

@Module({ controllers: [VisitsController], providers: [ConsentResolver] })
export class CookiesModule implements NestModule {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  async configure(): Promise<void> {
    const fastify = this.host.httpAdapter.getInstance();
    await fastify.register(cookie);
    await fastify.register(session, {
      secret: 'a secret of at least 32 characters, from a setting',
      cookie: { secure: 'auto', sameSite: 'lax' },
    });
  }
}
