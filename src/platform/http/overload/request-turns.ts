import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientOf } from '../rate-limit/client-address.js';
import { stateOf } from '../request-state.js';
import { FairQueue } from './fair-queue.js';
import { Overload } from './overload.js';

type Done = () => void;

/** Lets requests go on in turn; probes are never held up. */
@Injectable()
export class RequestTurns {
  constructor(
    private readonly queue: FairQueue,
    private readonly overload: Overload,
  ) {}

  /** Before the body is read. A request that came behind another one waits for the answer to that. */
  begin(request: FastifyRequest, reply: FastifyReply, done: Done): void {
    // Node gives a response its connection when it is the next one to be written.
    if (reply.raw.socket !== null) return this.#enter(request, reply, done);
    reply.raw.once('socket', () => this.#enter(request, reply, done));
  }

  /** Before anything is done with the body, unless it came together with the head. */
  goOn(request: FastifyRequest, reply: FastifyReply, done: Done): void {
    if (stateOf(request).turn === this.queue.turn) done();
    else this.#enter(request, reply, done);
  }

  #enter(request: FastifyRequest, reply: FastifyReply, done: Done): void {
    const state = stateOf(request);
    const client = clientOf(request.ip);
    if (request.routeOptions.config.rateLimit === false || this.queue.isOpenTo(client)) {
      state.turn = this.queue.turn;
      return done();
    }
    this.queue.wait(client, {
      start: () => {
        if (reply.raw.destroyed) return;
        state.turn = this.queue.turn;
        done();
      },
      refuse: () => {
        // A hook of another plugin may have answered meanwhile.
        if (!reply.raw.destroyed && !reply.sent) this.overload.refuse(request, reply, 'waiting');
      },
    });
  }
}
