import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  describeResource,
  METADATA_CACHE,
  type ProtectedResourceMetadata,
} from '../auth/access/resource-metadata.js';
import { TrustedIssuers } from '../auth/issuers/trusted-issuers.js';
import { Settings } from '../config/settings.js';
import { RESOURCE_METADATA_PATH } from '../http/resource-metadata.js';
import { TokenSchemes } from '../http/token-schemes.js';
import { MCP_PATH } from './mcp.server.js';
import { Tools } from './tools.js';

/** Tells clients of the tools whose tokens they need, and which permissions the tools ask for. */
@Injectable()
export class ToolsResource implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly settings: Settings,
    private readonly issuers: TrustedIssuers,
    private readonly tools: Tools,
    private readonly schemes: TokenSchemes,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter?.getInstance<FastifyInstance>();
    // Behind a proxy that adds a path, clients ask with that path.
    const own = new URL(this.#url).pathname;
    for (const path of new Set([MCP_PATH, own])) {
      fastify?.get(`${RESOURCE_METADATA_PATH}${path}`, (_, reply) => this.#describe(reply));
    }
  }

  get #url(): string {
    return this.settings.mcpUrl ?? '';
  }

  #describe(reply: FastifyReply): Promise<ProtectedResourceMetadata> {
    void reply.header('cache-control', METADATA_CACHE);
    const { permissions } = this.tools;
    return Promise.resolve(describeResource(this.#url, permissions, this.issuers, this.schemes));
  }
}
