import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { ClientGoneException } from '../request-lifetime.js';
import { Allowance } from './allowance.js';
import { Budgets } from './budgets.js';
import { clientOf } from './client-address.js';
import type { Verdict } from './sliding-window.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False exempts a route, such as a probe. */
    rateLimit?: false;
  }
}

/** Counts each request of a client address, whatever it asks for. Only probes are exempt. */
@Injectable()
export class RateLimit extends Allowance {
  protected override readonly name = 'address';
  protected override readonly limit: number;

  constructor(settings: Settings, budgets: Budgets) {
    super(settings, budgets);
    this.limit = settings.rateLimitPerMinute;
  }

  /**
   * Without a promise where no other process counts as well.
   *
   * @throws TooManyRequestsException, ClientGoneException
   */
  admit({ ip, raw, routeOptions }: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    if (this.isOff || routeOptions.config.rateLimit === false) return;
    // Without its connection, Node may not know the address any more.
    if (raw.socket.destroyed) throw new ClientGoneException();
    const verdict = this.budgets.take(`address:${clientOf(ip)}`, 1, this.limit);
    return verdict instanceof Promise
      ? verdict.then((one) => this.#apply(one, reply))
      : this.#apply(verdict, reply);
  }

  #apply(verdict: Verdict, reply: FastifyReply): void {
    const { policy, left } = this.quotaOf(verdict);
    void reply.header('ratelimit-policy', policy).header('ratelimit', left);
    if (verdict.isAllowed) return;
    throw this.refuse(
      verdict,
      'Too many requests',
      `One client address may send ${this.limit} requests a minute: RATE_LIMIT_PER_MINUTE.`,
    );
  }
}
