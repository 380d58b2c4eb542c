import { Module } from '@nestjs/common';
import { ProtectedResources } from '../auth/access/protected-resources.js';
import { AuthModule } from '../auth/auth.module.js';
import { Settings } from '../config/settings.js';
import { GraphqlModule } from '../graphql/graphql.module.js';
import { McpHandler } from './mcp-handler.js';
import { MCP_PATH, McpServer } from './mcp.server.js';
import { ToolCall } from './tool-call.js';
import { Tools } from './tools.js';

/** Operations of the project as tools for agents, by the Model Context Protocol. Loaded with `MCP_URL` alone. */
@Module({
  imports: [AuthModule, GraphqlModule],
  providers: [McpHandler, McpServer, ToolCall, Tools],
})
export class McpModule {
  constructor({ mcpUrl }: Settings, resources: ProtectedResources, tools: Tools) {
    if (mcpUrl) resources.add(mcpUrl, [MCP_PATH], () => tools.permissions);
  }
}
