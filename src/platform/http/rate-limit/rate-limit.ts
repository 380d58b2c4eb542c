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
    this.#policy = `"address";q=${this.#limit};w=${WINDOW_SECONDS}`;
  }

  /**
   * Without a promise where no other process counts as well.
   *
   * @throws TooManyRequestsException, ClientGoneException
   */
  admit({ ip, routeOptions }: FastifyRequest, reply: FastifyReply): void | Promise<void> {
    if (this.#limit === 0 || routeOptions.config.rateLimit === false) return;
    // Node forgets the address with the connection.
    if ((ip as string | undefined) === undefined) throw new ClientGoneException();
    const verdict = this.budgets.take(`address:${clientOf(ip)}`, 1, this.#limit);
    return verdict instanceof Promise
      ? verdict.then((one) => this.#apply(one, reply))
      : this.#apply(verdict, reply);
  }

  /** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ (version 10) */
  #apply({ isAllowed, remaining, waitMs }: Verdict, reply: FastifyReply): void {
    const seconds = Math.ceil(waitMs / 1000);
    void reply
      .header('ratelimit-policy', this.#policy)
      .header('ratelimit', `"address";r=${remaining};t=${seconds}`);
    if (isAllowed) return;
    throw new TooManyRequestsException({
      message: `Too many requests: try again in ${seconds} s.`,
      seconds,
      hint: this.settings.isProduction
        ? undefined
        : `One client address may send ${this.#limit} requests a minute: RATE_LIMIT_PER_MINUTE.`,
    });
  }
}
