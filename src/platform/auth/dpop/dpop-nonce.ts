import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Dpop } from './dpop.js';

const SCHEME = /^dpop /i;

/** Gives each client of DPoP the nonce for its next proof (RFC 9449, section 8.2). */
@Injectable()
export class DpopNonce implements OnApplicationBootstrap {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly dpop: Dpop,
  ) {}

  onApplicationBootstrap(): void {
    const { httpAdapter } = this.host;
    const { nonces } = this.dpop;
    // A command of the application has no server.
    if (!nonces || !httpAdapter) return;
    httpAdapter.getInstance<FastifyInstance>().addHook('onSend', (request, reply, _, done) => {
      if (usesDpop(request)) void reply.header('dpop-nonce', nonces.current);
      done();
    });
  }
}

function usesDpop({ headers }: FastifyRequest): boolean {
  return headers['dpop'] !== undefined || SCHEME.test(headers.authorization ?? '');
}
