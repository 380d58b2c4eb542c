import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { ClientGoneException } from '../request-lifetime.js';
import { Budgets } from './budgets.js';
import { clientOf } from './client-address.js';
import { SLOT_MS, SLOTS, type Verdict } from './sliding-window.js';
import { TooManyRequestsException } from './too-many-requests.exception.js';

const WINDOW_SECONDS = (SLOT_MS * SLOTS) / 1000;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** False exempts a route, such as a probe. */
    rateLimit?: false;
  }
}

/** Counts each request of a client address, whatever it asks for. Only probes are exempt. */
@Injectable()
export class RateLimit {
  readonly #limit: number;
  readonly #policy: string;

  constructor(
    private readonly settings: Settings,
    @Inject(Budgets) private readonly budgets: Budgets,
  ) {
    this.#limit = settings.rateLimitPerMinute;
    this.#policy = describePolicy('address', this.#limit);
  }

  /**
   * Without a promise where no other process counts as well.
   *
   * @throws TooManyRequestsException, ClientGoneException
   */
  admit({ ip, raw, routeOptions }: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    if (this.#limit === 0 || routeOptions.config.rateLimit === false) return;
    // Without its connection, Node may not know the address any more.
    if (raw.socket.destroyed) throw new ClientGoneException();
    const verdict = this.budgets.take(`address:${clientOf(ip)}`, 1, this.#limit);
    return verdict instanceof Promise
      ? verdict.then((one) => this.#apply(one, reply))
      : this.#apply(verdict, reply);
  }

  #apply(verdict: Verdict, reply: FastifyReply): void {
    void reply
      .header('ratelimit-policy', this.#policy)
      .header('ratelimit', describeQuota('address', verdict));
    if (verdict.isAllowed) return;
    const seconds = Math.ceil(verdict.waitMs / 1000);
    throw new TooManyRequestsException({
      message: `Too many requests: try again in ${seconds} s.`,
      seconds,
      hint: this.settings.isProduction
        ? undefined
        : `One client address may send ${this.#limit} requests a minute: RATE_LIMIT_PER_MINUTE.`,
    });
  }
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ (version 10) */
export function describePolicy(name: string, limit: number): string {
  return `"${name}";q=${limit};w=${WINDOW_SECONDS}`;
}

export function describeQuota(name: string, { remaining, waitMs }: Verdict): string {
  return `"${name}";r=${remaining};t=${Math.ceil(waitMs / 1000)}`;
}
