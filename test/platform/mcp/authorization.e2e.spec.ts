import { describe, expect, it } from '@jest/globals';
import { useApi } from '../../support/api.js';
import { TestSocket } from '../../support/live-socket.js';
import { sendToTools, toolRequest, type McpAnswer } from '../../support/mcp-client.js';
import { sendRaw } from '../../support/raw-http.js';
import { useIssuer } from '../../support/test-issuer.js';
import { LIVE_PROBE } from '../live/live-probe.js';
import { TOOL_OPERATIONS, ToolsProbeResolver } from './tools-probe.js';

const MCP_URL = 'https://tools.example.com/caf%C3%A9/mcp';
const METADATA = 'https://tools.example.com/.well-known/oauth-protected-resource/caf%C3%A9/mcp';
const PUBLIC_URL = 'https://api.example.com/graphql';

const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  providers: [ToolsProbeResolver, ...LIVE_PROBE],
  operations: TOOL_OPERATIONS,
  env: {
    NODE_ENV: 'production',
    PUBLIC_URL,
    MCP_URL,
    CORS_ORIGINS: 'https://app.example.com',
    RATE_LIMIT_PER_MINUTE: '0',
    CALLER_POINTS_PER_MINUTE: '0',
  },
});
const without = useApi({ trusts: issuer, operations: TOOL_OPERATIONS });

const HOST = { host: 'tools.example.com' };
const url = ({ url: endpoint } = api) => endpoint.replace(/\/graphql$/, '/mcp');
const tokenFor = (claims: object = {}) => issuer.token({ claims: { aud: MCP_URL, ...claims } });

/** `fetch` does not let its caller choose the host. */
async function send(init: RequestInit, extra: Record<string, string> = {}): Promise<McpAnswer> {
  const given = { ...HOST, ...(init.headers as Record<string, string>), ...extra };
  const body = typeof init.body === 'string' ? init.body : '';
  const lines = Object.entries({ ...given, 'content-length': String(Buffer.byteLength(body)) });
  const answer = await sendRaw(
    url(),
    [`${init.method} /mcp HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)],
    body,
  );
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
  const text = answer.body.replace(/^[\da-f]+\r\n|\r\n0\r\n\r\n$/g, '');
  return { ...answer, body: isJson && text ? (JSON.parse(text) as unknown) : text };
}
const listWith = (token: string | undefined, extra?: Record<string, string>) =>
  send(toolRequest(token, 'tools/list'), extra);

describe('a request to /mcp', () => {
  it('without a token is challenged, whichever method it asks for', async () => {
    for (const method of ['initialize', 'server/discover', 'tools/list', 'tools/call', 'ping']) {
      const { status, headers } = await send(toolRequest(undefined, method, { name: 'Open' }));
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toMatch(
        new RegExp(`^Bearer resource_metadata="${METADATA}"`),
      );
    }
  });

  it('needs a token before its body is read', async () => {
    const { status } = await send({
      ...toolRequest(undefined, 'tools/list'),
      body: '{'.repeat(50),
    });
    expect(status).toBe(401);
  });

  it.each<[string, object, string | undefined]>([
    ['for the tools', { aud: MCP_URL }, undefined],
    ['for the API alone', {}, 'The access token was issued for another audience'],
    ['for both', { aud: [issuerAudience(), MCP_URL] }, undefined],
    ['for another API', { aud: 'https://other.example.com' }, 'another audience'],
    ['for a prefix of the tools', { aud: 'https://tools.example.com/v1' }, 'another audience'],
    ['for the tools with a slash', { aud: `${MCP_URL}/` }, 'another audience'],
    ['for nothing', { aud: undefined }, 'another audience'],
    ['for a list in a list', { aud: [[MCP_URL]] }, 'another audience'],
    ['that has expired', { aud: MCP_URL, exp: 1 }, 'The access token expired'],
  ])('with a token %s', async (_, claims, refusal) => {
    const { status, headers } = await listWith(await issuer.token({ claims: { ...claims } }));
    expect(status).toBe(refusal === undefined ? 200 : 401);
    if (refusal === undefined) return;
    const challenge = headers.get('www-authenticate');
    expect(challenge).toMatch(/^Bearer error="invalid_token"/);
    expect(challenge).toContain(refusal);
    expect(challenge).toContain(`resource_metadata="${METADATA}"`);
  });

  it('with a remembered token is judged by the resource again', async () => {
    const forApi = await issuer.token();
    const forTools = await tokenFor();
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await api.as(forApi).query('{ guarded }')).status).toBe(200);
      expect((await listWith(forApi)).status).toBe(401);
      expect((await listWith(forTools)).status).toBe(200);
      expect((await api.as(forTools).query('{ guarded }')).status).toBe(401);
    }
  });

  it('is told where the missing permission comes from', async () => {
    const named = { name: 'ProbeById', arguments: { id: '7' } };
    const refused = await send(toolRequest(await tokenFor(), 'tools/call', named));
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer error="insufficient_scope", scope="read:probes", resource_metadata="${METADATA}"`,
    );
    const stronger = await tokenFor({ permissions: ['read:probes'] });
    expect((await send(toolRequest(stronger, 'tools/call', named))).status).toBe(200);
  });

  it.each([
    ['https://evil.example.com', 403],
    ['null', 403],
    ['http://localhost:5173', 403],
    ['https://app.example.com', 200],
    ['https://tools.example.com', 200],
  ])('from a page of %s has the status %i', async (origin, status) => {
    expect((await listWith(await tokenFor(), { origin })).status).toBe(status);
  });

  it.each(['evil.example.com', '127.0.0.1:3000', 'tools.example.com.evil.example.com'])(
    'for the host %s is refused',
    async (host) => {
      expect((await listWith(await tokenFor(), { host })).status).toBe(403);
    },
  );

  it('may be sent by pages of an allowed origin', async () => {
    const { status, headers } = await send({
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'mcp-protocol-version,mcp-method,mcp-name',
      },
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-headers')).toMatch(
      /mcp-protocol-version, mcp-method, mcp-name/,
    );
  });
});

describe('a token for the tools', () => {
  it('is refused by /graphql and by its sockets', async () => {
    const token = await tokenFor();
    const { status, headers } = await api.as(token).query('{ guarded }');
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toContain('/oauth-protected-resource/graphql');
    const socket = await TestSocket.open(api.url);
    socket.init(`Bearer ${token}`);
    expect(await socket.ended).toEqual({ code: 4401, reason: 'wrong_audience' });
  });
});

describe('the metadata of the tools', () => {
  it.each(['mcp', 'caf%C3%A9/mcp'])('say at %s what a token for them is', async (path) => {
    const response = await fetch(
      api.url.replace('graphql', `.well-known/oauth-protected-resource/${path}`),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(await response.json()).toMatchObject({
      resource: MCP_URL,
      authorization_servers: [issuer.issuer],
      scopes_supported: ['read:probes'],
    });
  });
});

describe('without MCP_URL', () => {
  it('there are no tools, and no token for them is accepted', async () => {
    const token = await tokenFor();
    const request = toolRequest(token, 'tools/list');
    expect((await sendToTools(url(without), request)).status).toBe(404);
    expect((await without.as(token).query('{ guarded }')).status).toBe(401);
    const metadata = without.url.replace('graphql', '.well-known/oauth-protected-resource/mcp');
    expect((await fetch(metadata)).status).toBe(404);
  });
});

function issuerAudience(): string {
  return 'https://api.example.com';
}
