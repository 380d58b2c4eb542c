import { expect, it } from '@jest/globals';
import { signIn } from '../../dev/sign-in.js';
import { ToolsDemo } from '../support/agent.js';
import { use } from '../support/use.js';

const tools = use(() => ToolsDemo.start());

it('an agent sees the account of its user, and loses the tools at once when that user signs out', async () => {
  const client = await tools.connect('ben@example.com', 'ben-demo');
  const { structuredContent } = await client.callTool({ name: 'MyAccount' });
  expect(structuredContent).toMatchObject({ myAccount: { roles: ['SUPPORT'] } });
  const { issuer, api } = tools.demo;
  const { access_token: token } = await signIn({
    ...{ issuer: issuer.issuer, audience: issuer.audience },
    clientId: issuer.browserApplication.clientId,
    ...{ email: 'ben@example.com', password: 'ben-demo' },
  });
  const { status } = await api.as(token).query('mutation { signOutEverywhere { id } }');
  expect(status).toBe(200);
  await expect(client.callTool({ name: 'MyAccount' })).rejects.toThrow();
  await client.close();
});
