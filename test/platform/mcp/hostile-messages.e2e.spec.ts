import { describe, expect, it } from '@jest/globals';
import { useApi } from '../../support/api.js';
import { sendToTools, toolRequest, type McpAnswer } from '../../support/mcp-client.js';
import { useIssuer } from '../../support/test-issuer.js';
import { TOOL_OPERATIONS, ToolsProbeResolver } from './tools-probe.js';

const MCP_URL = 'http://127.0.0.1:3000/mcp';
const issuer = useIssuer();
const api = useApi({
  trusts: issuer,
  providers: [ToolsProbeResolver],
  operations: TOOL_OPERATIONS,
  env: { MCP_URL },
});

const url = () => api.url.replace(/\/graphql$/, '/mcp');
const tokenFor = () => issuer.token({ claims: { aud: MCP_URL } });
const sendBody = async (body: string, headers: Record<string, string> = {}) => {
  const request = toolRequest(await tokenFor(), 'tools/list', {}, headers);
  return sendToTools(url(), { ...request, body });
};
const legacy = async (message: object, headers: Record<string, string> = {}) =>
  sendToTools(url(), {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${await tokenFor()}`,
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
  });
const INITIALIZE = {
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  },
};

describe('a message that is not JSON-RPC', () => {
  it.each<[string, string, number]>([
    ['broken JSON', '{"jsonrpc":', 400],
    ['nothing', '', 400],
    ['a number', '7', 400],
    ['null', 'null', 400],
    ['a text', '"tools/list"', 400],
    ['an empty object', '{}', 400],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]', 400],
    ['an empty batch', '[]', 400],
    ['another version of it', '{"jsonrpc":"1.0","id":1,"method":"tools/list"}', 400],
    ['a method that is a number', '{"jsonrpc":"2.0","id":1,"method":7}', 400],
    ['an answer', '{"jsonrpc":"2.0","id":1,"result":{}}', 400],
    ['a polluted prototype', '{"__proto__":{"isAdmin":true},"jsonrpc":"2.0"}', 400],
    ['more than 100 KiB', JSON.stringify({ filler: 'x'.repeat(102_400) }), 413],
  ])('%s is refused', async (_, body, status) => {
    const answer = await sendBody(body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).not.toMatch(/at .+\.[jt]s:/);
  });

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
  ])('as %s is refused', async (type, status) => {
    expect((await sendBody('{}', { 'content-type': type })).status).toBe(status);
  });
});

describe('a message of the current revision', () => {
  it.each<[string, Record<string, string>]>([
    ['another method', { 'mcp-method': 'tools/call' }],
    ['another revision', { 'mcp-protocol-version': '2025-06-18' }],
    ['an unknown revision', { 'mcp-protocol-version': '2099-01-01' }],
  ])('whose headers name %s than its body is refused', async (_, headers) => {
    const request = toolRequest(await tokenFor(), 'tools/list', {}, headers);
    expect((await sendToTools(url(), request)).status).toBe(400);
  });

  it('whose header names another tool than its body is refused', async () => {
    const request = toolRequest(
      await tokenFor(),
      'tools/call',
      { name: 'Open' },
      { 'mcp-name': 'Guarded' },
    );
    expect((await sendToTools(url(), request)).status).toBe(400);
  });

  it.each(['subscriptions/listen', 'resources/list', 'prompts/list', 'sampling/createMessage'])(
    'that asks for %s finds no such method',
    async (method) => {
      const { status, body } = await sendToTools(url(), toolRequest(await tokenFor(), method));
      expect([status, body.error.code]).toEqual([404, -32601]);
    },
  );

  it('whose envelope is not complete is refused', async () => {
    const request = toolRequest(await tokenFor(), 'tools/call', { name: 'Open', arguments: {} });
    const body = String(request.body).replace(/,"io[^"]+clientCapabilities":{}/, '');
    const answer = await sendToTools(url(), { ...request, body });
    expect([answer.status, answer.body.error.code]).toEqual([400, -32602]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['Open', {}],
    ['ProbeById', { id: '7' }],
    ['ProbeById', {}],
    ['Defect', {}],
    ['Half', {}],
    ['Nothing', {}],
  ])('calls %s with %j the same, however its header spells the name', async (name, values) => {
    const params = { name, arguments: values };
    const token = await tokenFor();
    const plain = await sendToTools(url(), toolRequest(token, 'tools/call', params));
    const encoded = `=?base64?${Buffer.from(name).toString('base64')}?=`;
    const spelled = toolRequest(token, 'tools/call', params, { 'mcp-name': encoded });
    const other = await sendToTools(url(), spelled);
    const seen = ({ status, headers, body }: McpAnswer) =>
      [status, headers.get('content-type'), headers.get('www-authenticate'), body] as const;
    expect(seen(other)).toEqual(seen(plain));
  });

  it.each([
    ['arguments', '"name":"Change"', '"name":"Change","arguments":{"to":DEEP}'],
    ['arguments that no variable takes', '"name":"Change"', '"name":"Open","arguments":DEEP'],
    ['metadata', '"_meta":{', '"_meta":{"deep":DEEP,'],
    ['parameters', '"name":"Change"', '"name":"Change","deep":DEEP'],
    ['an identifier', '"id":1', '"id":DEEP'],
    ['a member that nothing reads', '"id":1', '"id":1,"deep":DEEP'],
  ])('with deeply nested %s is answered in time', async (_, from, to) => {
    const request = toolRequest(await tokenFor(), 'tools/call', { name: 'Change' });
    for (const [open, close] of [
      ['{"a":', '}'],
      ['[', ']'],
    ] as const) {
      const depth = Math.floor(98_000 / (open.length + close.length));
      const deep = `${open.repeat(depth)}1${close.repeat(depth)}`;
      const body = String(request.body).replace(from, to.replace('DEEP', deep));
      const answer = await sendToTools(url(), { ...request, body });
      expect(answer.status).toBeLessThan(500);
      const text = JSON.stringify(answer.body);
      expect(text.length).toBeLessThan(2_000);
      expect(text).not.toMatch(/changeProbe":\{|call stack|at .+\.[jt]s:/i);
    }
  });

  it('never gets an answer that is a multiple of it', async () => {
    const name = 'x'.repeat(50_000);
    const request = toolRequest(
      await tokenFor(),
      'tools/call',
      { name },
      { 'mcp-name': name.slice(0, 1) },
    );
    const { body } = await sendToTools(url(), request);
    expect(JSON.stringify(body).length).toBeLessThan(2_000);
  });
});

describe('a client of an older revision', () => {
  it('is served without a session, and without a stream', async () => {
    const opened = await legacy(INITIALIZE);
    expect(opened.status).toBe(200);
    expect(opened.headers.get('mcp-session-id')).toBeNull();
    expect(opened.headers.get('content-type')).toMatch(/^application\/json/);
    expect(opened.body.result).toMatchObject({
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
    });
    const called = await legacy({ method: 'tools/call', params: { name: 'Open', arguments: {} } });
    expect(called.body.result).toMatchObject({ structuredContent: { open: 'open' } });
  });

  it('cannot bring a session of its own', async () => {
    const { status, headers, body } = await legacy(
      { method: 'tools/call', params: { name: 'Subject', arguments: {} } },
      { 'mcp-session-id': 'of-the-victim' },
    );
    expect(status).toBe(200);
    expect(headers.get('mcp-session-id')).toBeNull();
    expect(body.result.structuredContent.subject).not.toBe('of-the-victim');
  });

  it.each<[string, Record<string, string>, number]>([
    ['accepts JSON alone', { accept: 'application/json' }, 406],
    ['accepts a stream alone', { accept: 'text/event-stream' }, 406],
    ['names an unknown revision', { 'mcp-protocol-version': '1999-01-01' }, 400],
  ])('that %s is refused', async (_, headers, status) => {
    const params = { name: 'Open', arguments: {} };
    expect((await legacy({ method: 'tools/call', params }, headers)).status).toBe(status);
  });

  it('is refused with 403 where a permission is missing', async () => {
    const params = { name: 'ProbeById', arguments: { id: '7' } };
    const { status, headers } = await legacy({ method: 'tools/call', params });
    expect(status).toBe(403);
    expect(headers.get('www-authenticate')).toMatch(/insufficient_scope", scope="read:probes"/);
  });

  it.each(['GET', 'DELETE'])('opens no stream and ends no session by %s', async (method) => {
    const response = await fetch(url(), {
      method,
      headers: { accept: 'text/event-stream', authorization: `Bearer ${await tokenFor()}` },
    });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
