import type { Server } from 'node:http';
import {
  ForbiddenException,
  Inject,
  Injectable,
  MethodNotAllowedException,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { Settings } from '../config/settings.js';
import { ShutdownState } from '../http/graceful-shutdown.js';
import { shedRequests } from '../http/load.metrics.js';
import { Overload } from '../http/overload/overload.js';
import { OverloadedException } from '../http/overload/overloaded.exception.js';
import { TooManyRequestsException } from '../http/rate-limit/too-many-requests.exception.js';
import { TokenSchemes } from '../http/token-schemes.js';
import { UnavailableException } from '../upstream/unavailable.exception.js';
import { LIVE_LIMITS_TOKEN, type LiveLimits } from './live-limits.js';
import { LiveProtocol } from './live-protocol.js';
import type { Handshake } from './operations/live-request.js';
import { CLOSINGS } from './sockets/closing.js';
import { LiveSocket } from './sockets/live-socket.js';
import { LiveSockets } from './sockets/live-sockets.js';
import { refuseMalformedHandshake } from './sockets/malformed-handshake.js';
import { isOriginAllowed } from '../http/cors-options.js';
import { keepCredentials } from './sockets/socket-credentials.js';
import { SocketLog } from './sockets/socket-log.js';
import { UpgradeRouter } from './upgrade-router.js';

const RETRY_AFTER_SECONDS = 5;

/** GraphQL over WebSocket, at the path of the endpoint alone. */
@Injectable()
export class LiveServer implements OnApplicationBootstrap {
  readonly #server: WebSocketServer;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly schemaHost: GraphQLSchemaHost,
    private readonly settings: Settings,
    private readonly shutdown: ShutdownState,
    private readonly overload: Overload,
    private readonly sockets: LiveSockets,
    private readonly protocol: LiveProtocol,
    private readonly log: SocketLog,
    private readonly schemes: TokenSchemes,
    @Inject(LIVE_LIMITS_TOKEN) private readonly limits: LiveLimits,
  ) {
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      maxPayload: limits.messageBytes,
      // Each part takes memory of its own, however few bytes it has.
      maxFragments: limits.messageParts,
      maxBufferedChunks: limits.messageChunks,
      // A small message could stand for a very large one.
      perMessageDeflate: false,
      handleProtocols,
    });
    this.#server.on('wsClientError', refuseMalformedHandshake);
  }

  onApplicationBootstrap(): void {
    const { httpAdapter } = this.host;
    // A command of the application has no server, and a schema may have no subscription.
    if (!httpAdapter || !this.schemaHost.schema.getSubscriptionType()) return;
    const fastify = httpAdapter.getInstance<FastifyInstance>();
    const router = new UpgradeRouter(
      fastify,
      (request) => this.#check(request),
      ({ request, socket, head }) => {
        const raw = keepCredentials(request.raw, this.schemes.credentialHeaders);
        const handshake = { id: request.id, ip: request.ip, raw, parameters: {} };
        this.#server.handleUpgrade(request.raw, socket, head, (ws) => {
          this.overload.connections.release(request.raw.socket);
          this.#open(ws, handshake);
        });
      },
    );
    router.attach(httpAdapter.getHttpServer() as Server);
    this.shutdown.onShutdown(() => void this.sockets.closeAll(CLOSINGS.shuttingDown));
    // Node waits for open connections before a server is closed.
    fastify.addHook('preClose', () => {
      this.shutdown.beginShutdown();
      return this.sockets.closeAll(CLOSINGS.shuttingDown);
    });
  }

  #check({ method, headers, ip }: FastifyRequest): void {
    if (method !== 'GET') throw new MethodNotAllowedException('Open a WebSocket by GET.');
    if (this.shutdown.isShuttingDown) {
      throw new UnavailableException('This replica is shutting down.', 1);
    }
    const { corsOrigins, maxConnections, publicUrl } = this.settings;
    if (!isOriginAllowed(headers.origin, corsOrigins, publicUrl)) {
      throw new ForbiddenException('Pages of this origin may not open a WebSocket.');
    }
    const { hints } = this.limits;
    if (maxConnections > 0 && this.sockets.size >= maxConnections) {
      shedRequests.publish({ reason: 'connections' });
      throw new OverloadedException(hints.connections);
    }
    if (!this.sockets.pending.hasRoomFor(ip)) throw tooManyPending(hints.pendingSockets);
  }

  #open(ws: WebSocket, handshake: Handshake): void {
    const socket = new LiveSocket(ws, handshake, this.limits, (end) => {
      this.sockets.remove(socket);
      closed(end.code, end.reason);
      this.log.record(socket, end);
    });
    this.sockets.add(socket);
    const closed = this.protocol.open(socket);
  }
}

function tooManyPending(hint: string | undefined): TooManyRequestsException {
  const message = 'Too many WebSockets have not said yet who is calling.';
  return new TooManyRequestsException({ message, seconds: RETRY_AFTER_SECONDS, hint });
}
