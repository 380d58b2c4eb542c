import { loadSettings } from '../../src/platform/config/load-settings.js';
import { hasTools } from '../../src/platform/graphql/documents/manifest.js';
import type { Environment } from '../configured-provider.js';
import type { ApiAddress } from './addresses.js';
import { LOCAL_ISSUER } from './check-settings.js';

/** Where the API answers agents, as the API itself decides it; undefined where it has no tools. */
export function toolsUrlOf(
  env: Environment,
  api: ApiAddress,
  operationsFolder?: string,
): string | undefined {
  const { NODE_ENV, HOST, MCP_URL } = env;
  const address = { NODE_ENV, HOST, MCP_URL, PORT: String(api.port) };
  const settings = loadSettings({ ...LOCAL_ISSUER, ...address });
  const found = operationsFolder ? { ...settings, operationsFolder } : settings;
  return hasTools(found) ? found.mcpUrl : undefined;
}
