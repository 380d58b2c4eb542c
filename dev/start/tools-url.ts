import { join } from 'node:path';
import { readOwnManifest } from '../../src/platform/graphql/documents/manifest.js';
import type { Environment } from '../configured-provider.js';
import { PROJECT_FOLDER } from '../project.js';
import type { ApiAddress } from './addresses.js';

/** Where the API answers agents, as the API itself decides it; undefined where it has no tools. */
export function toolsUrlOf(
  env: Environment,
  api: ApiAddress,
  folder = join(PROJECT_FOLDER, 'operations'),
): string | undefined {
  const given = env['MCP_URL']?.trim();
  if (given) return given;
  const isDevelopment = (env['NODE_ENV']?.trim() || 'development') === 'development';
  const hasTools = readOwnManifest(folder).some(({ tool }) => tool !== undefined);
  return isDevelopment && hasTools ? `${api.origin}/mcp` : undefined;
}
