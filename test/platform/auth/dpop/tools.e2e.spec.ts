import { expect, it } from '@jest/globals';
import { useApi } from '../../../support/api.js';
import { createDpopClient, PUBLIC_URL } from '../../../support/dpop-client.js';
import { sendToTools, toolRequest } from '../../../support/mcp-client.js';
import { useIssuer } from '../../../support/test-issuer.js';
import { TOOL_OPERATIONS, ToolsProbeResolver } from '../../mcp/tools-probe.js';

const MCP_URL = 'http://127.0.0.1:3000/mcp';

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  env: { PUBLIC_URL, MCP_URL },
  providers: [ToolsProbeResolver],
  operations: TOOL_OPERATIONS,
});

it('a bound token for the tools needs a proof for their address', async () => {
  const client = await createDpopClient('ES256', MCP_URL);
  const token = await client.token(issuer, { aud: MCP_URL });
  const send = (headers: Record<string, string>) =>
    sendToTools(
      api.url.replace(/\/graphql$/, '/mcp'),
      toolRequest(undefined, 'tools/list', {}, headers),
    );
  const sendProof = (dpop: string) => send({ authorization: `DPoP ${token}`, dpop });

  expect((await sendProof(await client.proof({ token }))).status).toBe(200);
  const elsewhere = await client.proof({ token, claims: { htu: PUBLIC_URL } });
  expect((await sendProof(elsewhere)).status).toBe(401);
  expect((await send({ authorization: `Bearer ${token}` })).status).toBe(401);
  const { headers } = await send({});
  expect(headers.get('www-authenticate')).toMatch(/^Bearer .+, DPoP algs=.+\/mcp"$/);
});
