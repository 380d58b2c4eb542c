import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { Plugin } from '@nestjs/apollo';
import { expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { useApi } from '../../support/api.js';
import { sendToTools, toolRequest } from '../../support/mcp-client.js';
import { useIssuer } from '../../support/test-issuer.js';
import { TOOL_OPERATIONS, ToolsProbeResolver } from './tools-probe.js';

const MCP_URL = 'http://127.0.0.1:3000/mcp';
const seen: string[] = [];

/** An adopter's own rule, which listens to every request. */
@Plugin()
class Closed implements ApolloServerPlugin<BaseContext> {
  requestDidStart() {
    return Promise.resolve({
      didResolveOperation: ({ operationName }: { operationName: string | null }) => {
        seen.push(operationName ?? '');
        if (operationName !== 'Guarded') return Promise.resolve();
        throw new GraphQLError('Closed today.', { extensions: { code: 'CLOSED' } });
      },
    });
  }
}

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  providers: [ToolsProbeResolver, Closed],
  operations: TOOL_OPERATIONS,
  env: { MCP_URL },
});

const call = async (name: string, values: object = {}) => {
  const token = await issuer.token({ claims: { aud: MCP_URL } });
  const request = toolRequest(token, 'tools/call', { name, arguments: values });
  return sendToTools(api.url.replace(/\/graphql$/, '/mcp'), request);
};

it('a plugin of Apollo takes part in each call of a tool', async () => {
  expect((await call('Subject')).body.result.structuredContent).toMatchObject({
    subject: expect.any(String),
  });
  expect((await call('Guarded')).body.result).toMatchObject({
    isError: true,
    structuredContent: { errors: [{ message: 'Closed today.', extensions: { code: 'CLOSED' } }] },
  });
  const refused = await call('ProbeById', { id: '7' });
  expect(refused.status).toBe(403);
  expect(refused.headers.get('www-authenticate')).toMatch(/scope="read:probes"/);
  expect(seen).toEqual(['Subject', 'Guarded', 'ProbeById']);
});
