import { readFileSync } from 'node:fs';
import { expect, describe, it } from '@jest/globals';
import { ToolsDemo } from '../support/agent.js';
import { use } from '../support/use.js';

const tools = use(() => ToolsDemo.start());

describe.each([
  ['of the current revision', { versionNegotiation: { mode: 'auto' } }],
  ['of an older revision', {}],
] as const)('the official client %s', (_, options) => {
  it('signs in by the 401 alone, and calls tools', async () => {
    const client = await tools.connect('ada@example.com', 'ada-demo', options);
    const { operations } = JSON.parse(readFileSync('operations/manifest.json', 'utf8')) as {
      operations: { name: string; tool?: string }[];
    };
    const listed = await client.listTools();
    expect(listed.tools.map(({ name }) => name)).toEqual(
      operations.filter(({ tool }) => tool).map(({ name }) => name),
    );
    const call = async (name: string, values = {}) =>
      (await client.callTool({ name, arguments: values })).structuredContent;
    const { me } = (await call('WhoAmI')) as { me: { id: string } };
    expect(me).toMatchObject({ name: 'Ada Lindqvist', userMetadata: { theme: 'dark' } });
    expect(await call('FindUser', { id: me.id })).toMatchObject({ user: { id: me.id } });
    expect(await call('UpdateMyMetadata', { metadata: { seen: true } })).toMatchObject({
      updateMyMetadata: { userMetadata: { theme: 'dark', seen: true } },
    });
    await client.close();
  });
});

describe('an agent', () => {
  it('may do what its user may do, and nothing else', async () => {
    const client = await tools.connect('chloe@example.com', 'chloe-demo');
    const found = client.callTool({ name: 'FindUser', arguments: { id: 'auth0|1' } });
    await expect(found).rejects.toThrow();
    const { structuredContent } = await client.callTool({ name: 'WhoAmI' });
    expect(structuredContent).toMatchObject({ me: { name: 'Chloe Martin' } });
    await client.close();
  });
});
