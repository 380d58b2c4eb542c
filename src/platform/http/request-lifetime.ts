import type { ServerResponse } from 'node:http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { ApiException } from './api.exception.js';
import { isForGraphql } from './http-preconditions.js';
import { requestOf } from './request-of.js';
import { Lifetime, stateOf } from './request-state.js';

/** The request took too long as a whole. */
export class RequestDeadlineException extends ApiException {
  constructor(deadlineMs: number) {
    super({
      status: 503,
      code: 'SERVICE_UNAVAILABLE',
      message: `The request took longer than ${Math.ceil(deadlineMs / 1000)} s.`,
      headers: { 'retry-after': '5' },
    });
  }
}

/** The client closed the connection before its answer: nginx's status for it. */
export class ClientGoneException extends ApiException {
  constructor() {
    super({
      status: 499,
      code: 'CLIENT_CLOSED_REQUEST',
      message: 'The client closed the connection.',
    });
  }
}

/**
 * Ends with a `ClientGoneException` or a `RequestDeadlineException`, once it is watched. Fastify has a
 * `request.signal` too, but that one ends when the body was read (fastify 5.12), not when the client
 * leaves.
 */
export class RequestLifetime extends Lifetime {
  readonly #startedAt = performance.now();
  #onDeadline: ((reason: RequestDeadlineException) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly deadlineMs: number,
  ) {
    super();
  }

  override get signal(): AbortSignal {
    this.#watch();
    return super.signal;
  }

  /** Calls back when the time is over, unless the request has ended before. */
  onDeadline(listener: (reason: RequestDeadlineException) => void): void {
    this.#onDeadline = listener;
    this.#watch();
  }

  #watch(): void {
    if (this.#timer) return;
    const leftMs = this.deadlineMs - (performance.now() - this.#startedAt);
    this.#timer = setTimeout(() => this.#expire(), Math.max(0, leftMs));
    if (this.response.closed) this.#close();
    else this.response.on('close', () => this.#close());
  }

  #expire(): void {
    const reason = new RequestDeadlineException(this.deadlineMs);
    this.#onDeadline?.(reason);
    this.end(reason);
  }

  #close(): void {
    clearTimeout(this.#timer);
    if (!this.response.writableFinished) this.end(new ClientGoneException());
  }
}

/** Gives a resolver or a route the signal of its request, which ends when work for it should. */
export const RequestSignal = createParamDecorator(
  (_: unknown, context: ExecutionContext) => lifetimeOf(context).signal,
);

/** As a function, for a resolver that rarely needs it: a signal costs as much as a cached answer. */
export const LateRequestSignal = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const lifetime = lifetimeOf(context);
  return () => lifetime.signal;
});

function lifetimeOf(context: ExecutionContext): Lifetime {
  const { lifetime } = stateOf(requestOf(context));
  if (!lifetime)
    throw new Error('The request has no lifetime: build the application by createApp().');
  return lifetime;
}

/** The clock starts when the body has arrived: Node itself limits the time for that. */
export function registerRequestLifetime(fastify: FastifyInstance, deadlineMs: number): void {
  fastify.addHook('preValidation', (request, reply, done) => {
    const lifetime = new RequestLifetime(reply.raw, deadlineMs);
    stateOf(request).lifetime = lifetime;
    // The driver of GraphQL answers its own requests in time.
    if (!isForGraphql(request)) {
      lifetime.onDeadline((reason) => {
        if (!reply.sent && !reply.raw.headersSent) void reply.send(reason);
      });
    }
    done();
  });
}
