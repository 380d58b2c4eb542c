import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { GraphqlModule } from '../graphql/graphql.module.js';
import { McpHandler } from './mcp-handler.js';
import { McpServer } from './mcp.server.js';
import { ToolCall } from './tool-call.js';
import { ToolsResource } from './tools-resource.js';
import { Tools } from './tools.js';

/** Operations of the project as tools for agents, by the Model Context Protocol. Loaded with `MCP_URL` alone. */
@Module({
  imports: [AuthModule, GraphqlModule],
  providers: [McpHandler, McpServer, ToolCall, Tools, ToolsResource],
})
export class McpModule {}
