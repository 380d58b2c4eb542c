import { Inject, Injectable, Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { makeServer, type Context, type OperationResult, type Server } from 'graphql-ws';
import { GqlAuthGuard } from '../auth/gql-auth.guard.js';
import { TokenSchemes } from '../http/token-schemes.js';
import { ownerOfAddress, Points, REFUSAL_POINTS } from '../http/rate-limit/points.js';
import { describeErrors } from '../graphql/answer.js';
import { TrustedDocuments } from '../graphql/documents/trusted-documents.js';
import { inputExceptionOf } from '../graphql/input-errors.js';
import { SlowSubscriberError } from './events/event-queue.js';
import { readParameters } from './connection-params.js';
import { LIVE_LIMITS_TOKEN, type LiveLimits } from './live-limits.js';
import { LiveSubscriptions } from './live-subscriptions.js';
import { reviveMessage } from './named-subscription.js';
import type { StartedOperation } from './operations/live-operations.js';
import { CLOSINGS, closingFor, protocolClosing } from './sockets/closing.js';
import type { LiveSocket } from './sockets/live-socket.js';
import { LiveSockets } from './sockets/live-sockets.js';
import { SocketTurns } from './sockets/socket-turns.js';
import { readSocketHeaders } from './sockets/socket-credentials.js';

type Parameters = Record<string, unknown> | undefined;
type SocketContext = Context<Parameters, LiveSocket>;

/** graphql-transport-ws, spoken by graphql-ws. */
@Injectable()
export class LiveProtocol {
  readonly #logger = new Logger('Live');
  readonly #server: Server<LiveSocket>;

  constructor(
    private readonly sockets: LiveSockets,
    private readonly guard: GqlAuthGuard,
    private readonly points: Points,
    private readonly schemes: TokenSchemes,
    private readonly turns: SocketTurns,
    subscriptions: LiveSubscriptions,
    documents: TrustedDocuments,
    @Inject(LIVE_LIMITS_TOKEN) { initMs }: LiveLimits,
  ) {
    this.#server = makeServer<Parameters, LiveSocket>({
      connectionInitWaitTimeout: initMs,
      ...(documents.isOn ? { jsonMessageReviver: reviveMessage } : {}),
      onConnect: (context) => this.#connect(context),
      onSubscribe: ({ extra }, id, payload) => subscriptions.subscribe(extra, id, payload),
      // The stream has been started by `onSubscribe`, which can refuse it, and sends its events itself.
      subscribe: (args) => (args as StartedOperation).stream as unknown as OperationResult,
      onError: (context, _id, _payload, errors) => this.#describe(context.extra, errors),
    });
  }

  /** @returns to be called when the socket has ended */
  open(socket: LiveSocket): (code: number, reason: string) => void {
    const fail = (error: unknown) => this.#fail(socket, error);
    const closed = this.#server.opened(
      {
        protocol: socket.protocol,
        send: (text) => socket.send(text),
        close: (code = CLOSINGS.defect.code) => socket.close(protocolClosing(code)),
        onMessage: (receive) => {
          socket.onMessage = (text) =>
            this.turns.begin(socket, () => {
              socket.messageLength = text.length;
              receive(text).catch(fail);
            });
        },
      },
      socket,
    );
    return (code, reason) => void closed(code, reason).catch(fail);
  }

  async #connect({ extra: socket, connectionParams }: SocketContext): Promise<boolean> {
    const { handshake } = socket;
    const { credentialHeaders } = this.schemes;
    const parameters = readParameters(connectionParams, credentialHeaders);
    if (!parameters) {
      socket.close(CLOSINGS.tooLarge);
      return false;
    }
    const raw = readSocketHeaders(connectionParams, handshake.raw, credentialHeaders);
    socket.handshake = { ...handshake, raw, parameters };
    try {
      const caller = await this.guard.authenticate(socket.handshake);
      const isIdentified = this.sockets.identify(socket, caller);
      if (!isIdentified) socket.close(CLOSINGS.tooManySockets);
    } catch (failure) {
      this.points.charge(ownerOfAddress(handshake.ip), REFUSAL_POINTS);
      const closing = closingFor(failure);
      if (closing) socket.close(closing);
      else this.#fail(socket, failure);
    }
    return !socket.isClosing;
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

function isWrapped(error: GraphQLError): error is GraphQLError & { originalError: GraphQLError } {
  return !error.path && !inputExceptionOf(error) && error.originalError instanceof GraphQLError;
}

/** graphql-ws throws this for a message that only a server sends. */
function isUnexpectedType(failure: unknown): boolean {
  return failure instanceof Error && failure.message.startsWith('Unexpected message of type');
}
