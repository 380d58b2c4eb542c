import { ProtocolErrorCode } from '@modelcontextprotocol/server';
import {
  BadRequestException,
  ForbiddenException,
  Injectable,
  MethodNotAllowedException,
  type OnModuleInit,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GqlAuthGuard } from '../auth/gql-auth.guard.js';
import { isLoopbackHost } from '../config/private-hosts.js';
import { Settings } from '../config/settings.js';
import { OperationPoints } from '../graphql/cost/operation-points.js';
import { writeQuota } from '../graphql/fast-path/count-points.js';
import { ownerOfAddress, ownerOfCaller, REFUSAL_POINTS } from '../http/rate-limit/points.js';
import { stateOf } from '../http/request-state.js';
import { isJsonObject } from '../upstream/json-object.js';
import { isOriginAllowed } from '../http/cors-options.js';
import { McpHandler } from './mcp-handler.js';
import type { Exchange } from './tool-call.js';

export const MCP_PATH = '/mcp';
/** What a message costs beside the operation in it. */
const MESSAGE_POINTS = 50;
const MAXIMUM_ERROR = 32 * 1024;
const INVALID_REQUEST = { code: ProtocolErrorCode.InvalidRequest, message: 'Invalid request' };
/** Request headers that the protocol reads. Credentials stay out of it. */
const FOR_PROTOCOL = /^(accept|content-type|mcp-[a-z-]+)$/;

/** The route of the tools. Every request to it needs a token whose audience is `MCP_URL`. */
@Injectable()
export class McpServer implements OnModuleInit {
  readonly #url: string;
  readonly #hostname: string;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly settings: Settings,
    private readonly guard: GqlAuthGuard,
    private readonly points: OperationPoints,
    private readonly handler: McpHandler,
  ) {
    if (settings.mcpUrl === undefined) throw new Error('Tools need MCP_URL.');
    this.#url = settings.mcpUrl;
    this.#hostname = new URL(settings.mcpUrl).hostname;
  }

  onModuleInit(): void {
    // A command of the application has no server.
    this.host.httpAdapter?.getInstance<FastifyInstance>().route({
      url: MCP_PATH,
      method: ['GET', 'POST', 'DELETE'],
      // Before the body is read.
      onRequest: (request) => this.#admit(request),
      ...(this.points.isCounted ? { onSend: writeQuota } : {}),
      handler: (request, reply) => this.#answer({ request, reply }),
    });
  }

  async #admit(request: FastifyRequest): Promise<void> {
    stateOf(request).resource = this.#url;
    if (!this.#isHostAllowed(request.hostname)) {
      throw new ForbiddenException('The host of the request is not that of MCP_URL.');
    }
    if (!isOriginAllowed(request.headers.origin, this.settings.corsOrigins, this.#url)) {
      throw new ForbiddenException('Pages of this origin may not use the tools.');
    }
    try {
      await this.guard.authenticate(request);
    } catch (refusal) {
      this.points.charge(ownerOfAddress(request.ip), REFUSAL_POINTS);
      throw refusal;
    }
  }

  /** A page that has its own name lead to this machine sends that name (DNS rebinding). */
  #isHostAllowed(host: string): boolean {
    if (host.toLowerCase() === this.#hostname) return true;
    return !this.settings.isProduction && isLoopbackHost(host);
  }

  async #answer(exchange: Exchange): Promise<unknown> {
    const { request, reply } = exchange;
    if (request.method !== 'POST') {
      void reply.header('allow', 'POST');
      throw new MethodNotAllowedException('Use POST: there are no sessions and no streams.');
    }
    await this.#pay(request);
    const response = await this.#ask(exchange);
    // At the deadline, it has been answered already.
    if (reply.sent) return reply;
    const { status, headers = {} } = exchange.head ?? {};
    const isChallenge = 'www-authenticate' in headers;
    void reply.status(isChallenge && status ? status : response.status);
    if (isChallenge) void reply.headers(headers);
    const type = response.headers.get('content-type');
    if (type !== null) void reply.type(type);
    return boundError(await response.text());
  }

  /** For reading the message; an operation is paid for when it is executed. */
  async #pay(request: FastifyRequest): Promise<void> {
    const { caller } = stateOf(request);
    const refusal = caller && (await this.points.take(ownerOfCaller(caller), MESSAGE_POINTS));
    if (refusal) throw refusal.originalError ?? refusal;
  }

  async #ask(exchange: Exchange): Promise<Response> {
    const { body, headers: sent } = exchange.request;
    // Each member would be an operation of its own.
    if (Array.isArray(body)) throw new BadRequestException('Send one message in a request.');
    if (isListen(body)) return methodNotFound(body.id);
    const headers = Object.entries(sent).filter(([name]) => FOR_PROTOCOL.test(name));
    const request = new Request(this.#url, {
      method: 'POST',
      headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
    });
    return this.handler.handle(request, body, exchange);
  }
}

/** An error may repeat names of any length, and no answer to a refused request is longer than this. */
function boundError(text: string): string {
  if (text.length <= MAXIMUM_ERROR) return text;
  const { error } = JSON.parse(text) as { readonly error?: object };
  return error ? JSON.stringify({ jsonrpc: '2.0', id: null, error: INVALID_REQUEST }) : text;
}

/** Nothing about the tools changes while the API runs, so no client has to wait for it. */
function isListen(body: unknown): body is { readonly id: unknown } {
  return isJsonObject(body) && body['method'] === 'subscriptions/listen';
}

function methodNotFound(id: unknown = null): Response {
  const error = { code: ProtocolErrorCode.MethodNotFound, message: 'Method not found' };
  return Response.json({ jsonrpc: '2.0', id, error }, { status: 404 });
}
