import { Inject, Injectable, Logger } from '@nestjs/common';
import { GraphQLError, type ExecutionArgs, type FormattedExecutionResult } from 'graphql';
import { makeServer, type Context, type OperationResult, type Server } from 'graphql-ws';
import { GqlAuthGuard } from '../auth/gql-auth.guard.js';
import { UnauthenticatedException } from '../auth/refusals/unauthenticated.exception.js';
import {
  ownerOfAddress,
  ownerOfCaller,
  Points,
  REFUSAL_POINTS,
} from '../http/rate-limit/points.js';
import { TooManyRequestsException } from '../http/rate-limit/too-many-requests.exception.js';
import { describeErrors } from '../graphql/answer.js';
import { TrustedDocuments } from '../graphql/documents/trusted-documents.js';
import { inputExceptionOf } from '../graphql/input-errors.js';
import { SlowSubscriberError } from './events/event-queue.js';
import { reviveMessage } from './named-subscription.js';
import { readParameters } from './connection-params.js';
import { events } from './live.metrics.js';
import { LIVE_LIMITS_TOKEN, type LiveLimits } from './live-limits.js';
import {
  LiveOperations,
  type StartedOperation,
  type SubscribePayload,
} from './operations/live-operations.js';
import { CLOSINGS, closingFor, protocolClosing, type Closing } from './sockets/closing.js';
import type { LiveSocket } from './sockets/live-socket.js';
import { LiveSockets } from './sockets/live-sockets.js';
import { readSocketHeaders } from './sockets/socket-credentials.js';

const MAXIMUM_ID = 128;

type SocketContext = Context<Record<string, unknown> | undefined, LiveSocket>;

/** graphql-transport-ws, spoken by graphql-ws; who may do what is decided here. */
@Injectable()
export class LiveProtocol {
  readonly #logger = new Logger('Live');
  readonly #server: Server<LiveSocket>;

  constructor(
    private readonly sockets: LiveSockets,
    private readonly guard: GqlAuthGuard,
    private readonly operations: LiveOperations,
    private readonly points: Points,
    @Inject(LIVE_LIMITS_TOKEN) private readonly limits: LiveLimits,
    documents: TrustedDocuments,
  ) {
    this.#server = makeServer<Record<string, unknown> | undefined, LiveSocket>({
      connectionInitWaitTimeout: limits.initMs,
      ...(documents.isOn ? { jsonMessageReviver: reviveMessage } : {}),
      onConnect: (context) => this.#connect(context),
      onSubscribe: (context, id, payload) => this.#subscribe(context, id, payload),
      // The stream has been started by `onSubscribe`, which can refuse it.
      subscribe: (args) => (args as StartedOperation).stream as unknown as OperationResult,
      onNext: ({ extra: socket }, _id, _payload, _args, result) => {
        socket.events += 1;
        events.publish({ outcome: result.errors ? 'failed' : 'sent' });
        // The errors in it are formatted already.
        return result as FormattedExecutionResult;
      },
      onError: (context, _id, _payload, errors) => this.#describe(context.extra, errors),
    });
  }

  /** @returns to be called when the socket has ended */
  open(socket: LiveSocket): (code: number, reason: string) => void {
    const closed = this.#server.opened(
      {
        protocol: socket.protocol,
        send: (text) => socket.send(text),
        close: (code = CLOSINGS.defect.code) => socket.close(protocolClosing(code)),
        onMessage: (receive) => {
          socket.onMessage = (text) =>
            receive(text).catch((error: unknown) => this.#fail(socket, error));
        },
      },
      socket,
    );
    return (code, reason) => {
      closed(code, reason).catch((error: unknown) => this.#fail(socket, error));
    };
  }

  async #connect({ extra: socket, connectionParams }: SocketContext): Promise<boolean> {
    const { handshake } = socket;
    const parameters = readParameters(connectionParams);
    if (!parameters) {
      socket.close(CLOSINGS.tooLarge);
      return false;
    }
    const raw = readSocketHeaders(connectionParams, handshake.raw);
    socket.handshake = { ...handshake, raw, parameters };
    try {
      const caller = await this.guard.authenticate({ raw });
      const isIdentified = this.sockets.identify(socket, caller);
      if (!isIdentified) socket.close(CLOSINGS.tooManySockets);
    } catch (failure) {
      this.points.charge(ownerOfAddress(handshake.ip), REFUSAL_POINTS);
      this.#refuse(socket, failure);
    }
    return !socket.isClosing;
  }

  async #subscribe(
    { extra: socket, subscriptions }: SocketContext,
    id: string,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    if (id.length > MAXIMUM_ID) return abandon(socket, CLOSINGS.malformed);
    if (Object.keys(subscriptions).length > this.limits.operationsPerSocket) {
      return abandon(socket, CLOSINGS.tooManyOperations);
    }
    const bytes = socket.messageLength;
    if (socket.heldBytes + bytes > this.limits.operationBytes) {
      return abandon(socket, CLOSINGS.tooManyOperations);
    }
    socket.operations += 1;
    if (this.sockets.subscriptionsOf(socket) >= this.limits.operationsPerCaller) {
      return this.#overdraw(socket, [tooManySubscriptions(this.limits.operationsPerCaller)]);
    }
    socket.starting += 1;
    const owner = ownerOfCaller(socket.caller ?? unidentified());
    const outcome = await this.operations
      .start(payload, socket.handshake, owner)
      .finally(() => (socket.starting -= 1));
    if ('stream' in outcome) {
      socket.overdrafts = 0;
      socket.hold(outcome.stream, bytes);
      return outcome;
    }
    const refusal = outcome.find(
      (error) => error.originalError instanceof UnauthenticatedException,
    );
    if (refusal) this.#refuse(socket, refusal.originalError);
    return this.#overdraw(socket, outcome);
  }

  /** A client that goes on asking for more than its share loses its socket. */
  #overdraw(socket: LiveSocket, errors: readonly GraphQLError[]): readonly GraphQLError[] {
    const isOverdrawn = errors.some(
      (error) => error.originalError instanceof TooManyRequestsException,
    );
    socket.overdrafts = isOverdrawn ? socket.overdrafts + 1 : 0;
    if (socket.overdrafts > this.limits.overdrafts) socket.close(CLOSINGS.tooManyPoints);
    return errors;
  }

  /** A caller that is refused ends the socket; anything else is a defect. */
  #refuse(socket: LiveSocket, failure: unknown): void {
    const closing = closingFor(failure);
    if (closing) socket.close(closing);
    else this.#fail(socket, failure);
  }

  #fail(socket: LiveSocket, failure: unknown): void {
    if (isUnexpectedType(failure)) return socket.close(CLOSINGS.malformed);
    this.#logger.error(
      `Defect in socket ${socket.handshake.id}`,
      failure instanceof Error ? failure.stack : String(failure),
    );
    socket.close(CLOSINGS.defect);
  }

  /** graphql-ws wraps what a stream throws once more, without a path. */
  #describe(socket: LiveSocket, errors: readonly GraphQLError[]) {
    const own = errors.map((error) => (isWrapped(error) ? error.originalError : error));
    if (own.some(({ originalError }) => originalError instanceof SlowSubscriberError)) {
      socket.close(CLOSINGS.slowReader);
    }
    return describeErrors(own, socket.handshake);
  }
}

function unidentified(): never {
  throw new Error('graphql-ws has let a socket subscribe whose caller is unknown.');
}

function tooManySubscriptions(limit: number): GraphQLError {
  const originalError = new TooManyRequestsException({
    message: `A caller may have ${limit} subscriptions: end one before the next.`,
    seconds: 1,
  });
  return new GraphQLError(originalError.message, { originalError });
}

function isWrapped(error: GraphQLError): error is GraphQLError & { originalError: GraphQLError } {
  return !error.path && !inputExceptionOf(error) && error.originalError instanceof GraphQLError;
}

function abandon(socket: LiveSocket, closing: Closing): readonly GraphQLError[] {
  socket.close(closing);
  return [new GraphQLError('The socket is closed.')];
}

/** graphql-ws throws this for a message that only a server sends. */
function isUnexpectedType(failure: unknown): boolean {
  return failure instanceof Error && failure.message.startsWith('Unexpected message of type');
}
