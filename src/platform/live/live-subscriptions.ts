import { Inject, Injectable } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { UnauthenticatedException } from '../auth/refusals/unauthenticated.exception.js';
import { ownerOfCaller } from '../http/rate-limit/points.js';
import { TooManyRequestsException } from '../http/rate-limit/too-many-requests.exception.js';
import { LIVE_LIMITS_TOKEN, type LiveLimits } from './live-limits.js';
import { events } from './live.metrics.js';
import { LiveOperations, type StartedOperation } from './operations/live-operations.js';
import type { SubscribePayload } from './operations/paid-operations.js';
import { CLOSINGS, closingFor, type Closing } from './sockets/closing.js';
import type { LiveSocket } from './sockets/live-socket.js';
import { LiveSockets } from './sockets/live-sockets.js';

const MAXIMUM_ID = 128;

/** Decides what a client may subscribe to, and which client loses its socket. */
@Injectable()
export class LiveSubscriptions {
  constructor(
    private readonly sockets: LiveSockets,
    private readonly operations: LiveOperations,
    @Inject(LIVE_LIMITS_TOKEN) private readonly limits: LiveLimits,
  ) {}

  async subscribe(
    socket: LiveSocket,
    id: string,
    payload: SubscribePayload,
  ): Promise<StartedOperation | readonly GraphQLError[]> {
    const { caller, handshake, messageLength, subscriptions } = socket;
    if (!caller) throw new Error('graphql-ws has let a socket subscribe whose caller is unknown.');
    if (id.length > MAXIMUM_ID) return abandon(socket, CLOSINGS.malformed);
    if (subscriptions.isFull) return abandon(socket, CLOSINGS.tooManyOperations);
    if (!subscriptions.hasRoomFor(messageLength)) {
      return abandon(socket, CLOSINGS.operationsTooLarge);
    }
    socket.operations += 1;
    if (this.sockets.subscriptionsOf(caller) >= this.limits.operationsPerCaller) {
      const refusal = tooManySubscriptions(this.limits);
      return this.#refuse(socket, [refusal], CLOSINGS.tooManySubscriptions);
    }
    const start = () => this.operations.start(payload, handshake, ownerOfCaller(caller));
    const outcome = await subscriptions.start(messageLength, start);
    if (!('stream' in outcome)) return this.#refuse(socket, outcome);
    socket.overdrafts = 0;
    const head = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    outcome.stream.onAnswer = ({ text, isFailed }) => {
      socket.events += 1;
      events.publish({ outcome: isFailed ? 'failed' : 'sent' });
      socket.send(`${head}${text}}`);
    };
    return outcome;
  }

  /** A caller who is not known any more, or goes on asking for more than its share, loses the socket. */
  #refuse(
    socket: LiveSocket,
    errors: readonly GraphQLError[],
    overdrawn: Closing = CLOSINGS.tooManyPoints,
  ): readonly GraphQLError[] {
    const causes = errors.map(({ originalError }) => originalError);
    const refusal = causes.find((cause) => cause instanceof UnauthenticatedException);
    if (refusal) socket.close(closingFor(refusal) ?? CLOSINGS.defect);
    const isOverdrawn = causes.some((cause) => cause instanceof TooManyRequestsException);
    socket.overdrafts = isOverdrawn ? socket.overdrafts + 1 : 0;
    if (socket.overdrafts > this.limits.overdrafts) socket.close(overdrawn);
    return errors;
  }
}

function tooManySubscriptions({ operationsPerCaller, hints }: LiveLimits): GraphQLError {
  const originalError = new TooManyRequestsException({
    message: `A caller may have ${operationsPerCaller} subscriptions: end one before the next.`,
    seconds: 1,
    hint: hints.callerSubscriptions,
  });
  return new GraphQLError(originalError.message, { originalError });
}

function abandon(socket: LiveSocket, closing: Closing): readonly GraphQLError[] {
  socket.close(closing);
  return [new GraphQLError('The socket is closed.')];
}
