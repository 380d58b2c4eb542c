import type { Server } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Settings } from '../../config/settings.js';
import { isPreflight } from '../http-preconditions.js';
import { shedRequests } from '../load.metrics.js';
import { Connections } from './connections.js';
import {
  answerOverloaded,
  overloadedBodies,
  type OverloadedBodies,
} from './overloaded.exception.js';
import { LoopDelay } from './loop-delay.js';

type Reason = 'event_loop' | 'connections' | 'waiting';

/** Readiness turns red after so long: a short peak must not take all replicas out of service. */
const SUSTAINED_MS = 5_000;

/**
 * Answers 503 while the process is overloaded: rather than late, before anything else is done for the
 * request and before its body is read. Probes are answered always.
 */
@Injectable()
export class Overload {
  readonly connections: Connections;
  readonly #maximumDelayMs: number;
  readonly #bodies: Readonly<Record<Reason, OverloadedBodies>>;
  readonly #delay = new LoopDelay();
  #since: number | undefined;

  constructor({ maxConnections, maxEventLoopDelayMs, trustProxy, isProduction }: Settings) {
    // Behind a proxy all connections come from its address.
    const isByAddress = trustProxy === false;
    this.connections = new Connections(maxConnections, isByAddress);
    this.#maximumDelayMs = maxEventLoopDelayMs;
    const explain = (hint: string) => overloadedBodies(isProduction ? undefined : hint);
    this.#bodies = {
      waiting: explain(
        `The request has waited for ${maxEventLoopDelayMs} ms: MAX_EVENT_LOOP_DELAY_MS.`,
      ),
      event_loop: explain(
        `The event loop is ${maxEventLoopDelayMs} ms late: MAX_EVENT_LOOP_DELAY_MS.`,
      ),
      connections: explain(
        `There may be ${maxConnections} connections${isByAddress ? ', at most a quarter of them from one address' : ''}: MAX_CONNECTIONS.`,
      ),
    };
  }

  /** True after 5 s without a moment of relief. */
  get isSustained(): boolean {
    return (
      this.#shedsSince() !== undefined && performance.now() - (this.#since ?? 0) >= SUSTAINED_MS
    );
  }

  register(fastify: FastifyInstance): void {
    this.connections.watch(fastify.server as Server);
    if (this.#maximumDelayMs === 0) return;
    // What a start loads is not load.
    fastify.server.once('listening', () => this.#delay.start());
    fastify.addHook('onClose', (_, done) => {
      this.#delay.stop();
      done();
    });
  }

  /** True for a request that was answered here, and needs nothing else. */
  sheds(request: FastifyRequest, reply: FastifyReply): boolean {
    const isExcess = this.connections.isExcess(request.raw.socket);
    if (isExcess) reply.raw.setHeader('connection', 'close');
    if (request.routeOptions.config.rateLimit === false) return false;
    // A browser shows no page an answer whose preflight was refused.
    if (!isExcess && (this.#shedsSince() === undefined || isPreflight(request))) return false;
    this.refuse(request, reply, isExcess ? 'connections' : 'event_loop');
    return true;
  }

  refuse(request: FastifyRequest, reply: FastifyReply, reason: Reason): void {
    shedRequests.publish({ reason });
    reply.hijack();
    answerOverloaded(request, reply, this.#bodies[reason]);
  }

  #shedsSince(): number | undefined {
    if (this.#delay.ms <= this.#maximumDelayMs) return (this.#since = undefined);
    return (this.#since ??= performance.now());
  }
}
