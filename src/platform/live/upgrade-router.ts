import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GRAPHQL_PATH, isForGraphql } from '../http/http-preconditions.js';
import { isTaken, useOf, watchOthers } from './other-listeners.js';
import { NotFoundException } from '@nestjs/common';

/** A connection whose client asks to speak WebSocket. */
export interface Upgrade {
  readonly request: FastifyRequest;
  readonly socket: Socket;
  /** What the client has sent behind its request. */
  readonly head: Buffer;
}

type Opening = Omit<Upgrade, 'request'>;

/** For another listener to decide later about an upgrade, such as after a look into its database. */
const DECISION_MS = 500;

/**
 * Sends upgrades through Fastify like any other request: they are counted by the rate limit, logged
 * where they are refused, and answered with 404 where they lead elsewhere. An upgrade that another
 * listener of the server takes, such as a gateway of Nest, is left to it.
 */
export class UpgradeRouter {
  readonly #openings = new WeakMap<IncomingMessage, Opening>();
  readonly #undecided = new Set<Socket>();

  /**
   * @param check throws what an upgrade is refused with
   * @param accept takes the connection over
   */
  constructor(
    private readonly fastify: FastifyInstance,
    private readonly check: (request: FastifyRequest) => void,
    private readonly accept: (upgrade: Upgrade) => void,
  ) {}

  /** Call it before the server listens. */
  attach(server: Server): void {
    // The first listener, so that it sees what the others do with the socket.
    server.prependListener('upgrade', (request, duplex, head) => {
      const socket = duplex as Socket;
      // A connection may break before anything listens to it, which is not a defect.
      socket.on('error', () => socket.destroy());
      if (isBehindAnother(request, socket)) return void socket.destroy();
      const isOurs = request.url?.split('?', 1)[0] === GRAPHQL_PATH;
      const others = watchOthers(socket, isOurs);
      process.nextTick(() => {
        const claim = others.end();
        if (claim === 'taken' && !isOurs) return;
        const route = () => this.#route(server, request, { socket, head });
        const mayStillBeTaken = claim === 'open' && server.listenerCount('upgrade') > 1;
        if (isOurs || !mayStillBeTaken) return route();
        this.#routeLater(socket, route);
      });
    });
    this.fastify.addHook('onRequest', (request, reply, done) => {
      const opening = this.#openings.get(request.raw);
      if (!opening) return done();
      this.#decide({ request, ...opening }, reply, done);
    });
    this.fastify.addHook('preClose', (done) => {
      for (const socket of this.#undecided) socket.destroy();
      done();
    });
  }

  #routeLater(socket: Socket, route: () => void): void {
    const before = useOf(socket);
    this.#undecided.add(socket);
    const timer = setTimeout(() => {
      this.#undecided.delete(socket);
      if (!socket.destroyed && !isTaken(socket, before)) route();
    }, DECISION_MS);
    timer.unref();
  }

  #route(server: Server, request: IncomingMessage, opening: Opening): void {
    const { socket } = opening;
    if (!/\bwebsocket\b/i.test(request.headers.upgrade ?? '')) {
      return continueAsHttp(server, request, opening);
    }
    this.#openings.set(request, opening);
    // What follows the head is of the other protocol, and no body that anything would wait for.
    delete request.headers['content-length'];
    delete request.headers['transfer-encoding'];
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.once('finish', () => socket.destroySoon());
    this.fastify.routing(request, response);
  }

  #decide(upgrade: Upgrade, reply: FastifyReply, done: (problem?: Error) => void): void {
    const { request, socket } = upgrade;
    try {
      if (!isForGraphql(request)) throw new NotFoundException();
      this.check(request);
    } catch (problem) {
      return done(problem as Error);
    }
    reply.hijack();
    reply.raw.detachSocket(socket);
    this.accept(upgrade);
  }
}

/**
 * True where an earlier request of the connection has no answer yet: Node gives a socket one response at
 * a time, and nothing tells when it is free.
 */
function isBehindAnother(request: IncomingMessage, socket: Socket): boolean {
  const probe = new ServerResponse(request);
  try {
    probe.assignSocket(socket);
  } catch {
    return true;
  }
  probe.detachSocket(socket);
  return false;
}

/**
 * Goes on with a request that offers another protocol, such as `h2c`, as if it offered none (RFC
 * 9110, section 7.8): Node hands every offer to the listener, once there is one.
 */
function continueAsHttp(server: Server, request: IncomingMessage, { socket, head }: Opening): void {
  const { method = 'GET', url = '/', httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) {
      lines.push(`${name}: ${rawHeaders[index + 1] ?? ''}`);
    }
  }
  socket.removeAllListeners('error');
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit('connection', socket);
}
