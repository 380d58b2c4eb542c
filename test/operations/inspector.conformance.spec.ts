import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { signIn } from '../../dev/sign-in.js';
import { ToolsDemo } from '../support/agent.js';
import { use } from '../support/use.js';

/** It needs Node 22, which the package `node` brings. */
const INSPECTOR = ['-p', 'node@22', '-p', '@modelcontextprotocol/inspector@2.12.0'];

const tools = use(() => ToolsDemo.start());

async function inspect(...options: string[]): Promise<unknown> {
  const { issuer, browserApplication } = tools.demo.issuer;
  const { access_token: token } = await signIn({
    ...{ issuer, clientId: browserApplication.clientId, audience: tools.mcpUrl },
    ...{ email: 'ada@example.com', password: 'ada-demo' },
  });
  const server = ['--cli', tools.mcpUrl, '--transport', 'http'];
  const header = ['--header', `Authorization: Bearer ${token}`];
  const command = ['-y', ...INSPECTOR, 'mcp-inspector', ...server, ...header, ...options];
  const { stdout } = await promisify(execFile)('npx', command);
  return JSON.parse(stdout);
}

it('the MCP Inspector lists the tools and calls one', async () => {
  expect(await inspect('--method', 'tools/list')).toMatchObject({
    tools: expect.arrayContaining([expect.objectContaining({ name: 'WhoAmI' })]),
  });
  expect(await inspect('--method', 'tools/call', '--tool-name', 'WhoAmI')).toMatchObject({
    structuredContent: { me: { name: 'Ada Lindqvist' } },
  });
}, 300_000);
