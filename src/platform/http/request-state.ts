import { setMaxListeners } from 'node:events';
import type { ExecutionContext } from '@nestjs/common';
import type { Identity } from '../logging/pseudonyms.js';

/** How long work for a request, or for an operation over a socket, makes sense. */
export class Lifetime {
  #controller: AbortController | undefined;
  #reason: Error | undefined;

  /**
   * Aborts when the work should end, with why as its `reason`. It is created when it is first asked
   * for, because it is expensive and most requests are answered before.
   */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      // Each field of a request may listen; Node warns of a leak from the eleventh on.
      setMaxListeners(0, this.#controller.signal);
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** @throws why the work should end, once it should */
  throwIfEnded(): void {
    if (this.#reason) throw this.#reason;
  }

  /** The first reason counts. */
  end(reason: Error): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
  }
}

/** What GraphQL did for a request. */
export interface OperationRecord {
  readonly operation: string;
  /** Undefined where no valid operation was found. */
  readonly target: string | undefined;
  /** `OK`, or the `extensions.code` of the first error. */
  readonly code: string;
}

/** How much a caller has, and has left, as the headers `RateLimit-Policy` and `RateLimit` say it. */
export interface Quota {
  readonly policy: string;
  readonly left: string;
}

/** What the platform knows of one request, or of one operation over a socket. */
export class RequestState {
  /** In which turn of the process it has begun, or gone on. */
  turn: number | undefined = undefined;
  /** Undefined until the body of the request has arrived. */
  lifetime: Lifetime | undefined = undefined;
  /** Set by the guard alone, once it let the request pass. */
  caller: Identity | undefined = undefined;
  /** How the access token was sent. Set by the guard; challenges are written in it. */
  scheme = 'Bearer';
  /** Set by the guard: the client of a socket proves the key of its token once, when it opens. */
  isKeyProven = false;
  /**
   * The address of the resource that the request is for, which is its token's audience; undefined for
   * the API itself, whose audience each issuer's settings name.
   */
  resource: string | undefined = undefined;
  /** The guard's judgement of the access token: one for all protected fields of the request. */
  verdict: Promise<boolean> | undefined = undefined;
  /** The resolver that a subscription leads to. */
  target: Pick<ExecutionContext, 'getClass' | 'getHandler'> | undefined = undefined;
  /** What the guard has to take from the caller; undefined once it has. */
  points: number | undefined = undefined;
  /** Whether the caller's points covered the operation: one payment for all its fields. */
  payment: true | Promise<true> | undefined = undefined;
  quota: Quota | undefined = undefined;
  /** Undefined where GraphQL had no part in the request. */
  operation: OperationRecord | undefined = undefined;
  /** `extensions.reason` of the first error. */
  reason: string | undefined = undefined;
}

/** A key that no hook, plugin or payload of another can name. */
const STATE = Symbol('api:request-state');

interface Carrier {
  [STATE]?: RequestState;
}

/**
 * The state of a request of Fastify, or of what stands for one on a socket. The edge makes it; nothing
 * else of a request is believed.
 */
export function stateOf(request: object): RequestState {
  return ((request as Carrier)[STATE] ??= new RequestState());
}
