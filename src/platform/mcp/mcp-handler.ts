import {
  createMcpHandler,
  isLegacyRequest,
  Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { Injectable, Logger } from '@nestjs/common';
import { PACKAGE } from '../config/package.js';
import { ToolCall, type Exchange } from './tool-call.js';
import { Tools } from './tools.js';

/** How long a client may keep the list of tools: it changes with the next deployment. */
const LIST_MS = 5 * 60_000;

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
  ) {}

  /** @param parsedBody the request itself has none */
  async handle(request: Request, parsedBody: unknown, exchange: Exchange): Promise<Response> {
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

  #createServer(exchange: Exchange | undefined): Server {
    if (!exchange) throw new Error('A server of MCP needs its request.');
    const server = new Server(PACKAGE, {
      capabilities: { tools: {} },
      cacheHints: { 'tools/list': { ttlMs: LIST_MS, cacheScope: 'private' } },
    });
    server.setRequestHandler('tools/list', () => ({
      tools: this.tools.all.map(({ listed }) => listed),
    }));
    server.setRequestHandler('tools/call', ({ params }) => this.call.run(params, exchange));
    return server;
  }
}
