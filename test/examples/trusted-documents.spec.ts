import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { signIn } from '../../dev/sign-in.js';
import { Demo } from '../support/demo.js';
import { use } from '../support/use.js';

const demo = use(() => Demo.start({ TRUSTED_DOCUMENTS: 'only' }));

async function tokenOfChloe(): Promise<string> {
  const { issuer, audience, browserApplication } = demo.issuer;
  const { access_token: token } = await signIn({
    ...{ issuer, audience, clientId: browserApplication.clientId },
    ...{ email: 'chloe@example.com', password: 'chloe-demo' },
  });
  return token;
}

it.each(['documents', 'apollo-documents'])(
  'examples/%s.js asks an API that executes nothing but listed documents',
  async (name) => {
    const env = { PATH: process.env['PATH'], API_URL: demo.api.url, TOKEN: await tokenOfChloe() };
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [`${name}.js`], { cwd: 'examples', env });
    expect(JSON.parse(stdout)).toMatchObject({ me: { name: 'Chloe Martin' } });
  },
);
