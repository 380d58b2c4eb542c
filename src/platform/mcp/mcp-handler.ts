import {
  createMcpHandler,
  isLegacyRequest,
  Server,
  SUPPORTED_PROTOCOL_VERSIONS,
  WebStandardStreamableHTTPServerTransport,
  type JSONRPCResultResponse,
} from '@modelcontextprotocol/server';
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { PACKAGE } from '../config/package.js';
import { Settings } from '../config/settings.js';
import { ofResponse, ofResult, type McpAnswer } from './mcp-answer.js';
import { ResultTransport } from './result-transport.js';
import { ToolCall, type Exchange } from './tool-call.js';
import { findToolMessage, REVISION, type ToolMessage } from './tool-message.js';
import { Tools } from './tools.js';

/** How long a client may keep the list of tools: it changes with the next deployment. */
const LIST_MS = 5 * 60_000;
const ALL_VERSIONS = [REVISION, ...SUPPORTED_PROTOCOL_VERSIONS];
/** Request headers that the protocol reads. Credentials stay out of it. */
const FOR_PROTOCOL = /^(accept|content-type|mcp-[a-z-]+)$/;

/** The Model Context Protocol, spoken by the official package: each request on its own, without sessions. */
@Injectable()
export class McpHandler {
  readonly #logger = new Logger('MCP');
  readonly #exchanges = new WeakMap<Request, Exchange>();
  readonly #modern = createMcpHandler(
    ({ requestInfo }) => this.#createServer(requestInfo && this.#exchanges.get(requestInfo)),
    { legacy: 'reject', onerror: ({ message }) => this.#logger.debug(message) },
  );

  constructor(
    private readonly tools: Tools,
    private readonly call: ToolCall,
    private readonly settings: Settings,
  ) {}

  async handle(exchange: Exchange): Promise<McpAnswer> {
    const message = findToolMessage(exchange.request);
    const answer = message ? await this.#deliver(message, exchange) : await this.#judge(exchange);
    return answer instanceof Response ? ofResponse(answer) : ofResult(answer);
  }

  async #deliver(
    message: ToolMessage,
    exchange: Exchange,
  ): Promise<Response | JSONRPCResultResponse> {
    const transport = new ResultTransport(message);
    await this.#createServer(exchange, ALL_VERSIONS).connect(transport);
    return transport.deliver();
  }

  async #judge(exchange: Exchange): Promise<Response> {
    const { body: parsedBody } = exchange.request;
    const request = this.#toWebRequest(exchange.request);
    this.#exchanges.set(request, exchange);
    if (!(await isLegacyRequest(request, parsedBody)))
      return this.#modern.fetch(request, { parsedBody });
    // As JSON: the package's own fallback opens a stream, whose status is sent before the tool runs.
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    const server = this.#createServer(exchange);
    await server.connect(transport);
    try {
      return await transport.handleRequest(request, { parsedBody });
    } finally {
      await server.close();
    }
  }

  /** Without its body, which has been read. */
  #toWebRequest({ headers: sent }: FastifyRequest): Request {
    const headers = Object.entries(sent).filter(([name]) => FOR_PROTOCOL.test(name));
    return new Request(this.settings.mcpUrl ?? '', {
      method: 'POST',
      headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
    });
  }

  #createServer(
    exchange: Exchange | undefined,
    supportedProtocolVersions = SUPPORTED_PROTOCOL_VERSIONS,
  ): Server {
    if (!exchange) throw new Error('A server of MCP needs its request.');
    const server = new Server(PACKAGE, {
      capabilities: { tools: {} },
      supportedProtocolVersions,
      cacheHints: { 'tools/list': { ttlMs: LIST_MS, cacheScope: 'private' } },
    });
    server.setRequestHandler('tools/list', () => ({
      tools: this.tools.all.map(({ listed }) => listed),
    }));
    server.setRequestHandler('tools/call', ({ params }) => this.call.run(params, exchange));
    return server;
  }
}
