import { execFile } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { signIn } from '../../dev/sign-in.js';
import { Demo } from '../support/demo.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { use } from '../support/use.js';

/** The project's list, and that of a front end with Relay. */
const folder = use(() => {
  const { path, remove } = createTemporaryFolder('operations');
  cpSync('operations', path, { recursive: true });
  cpSync('examples/relay/documents.json', join(path, 'relay.json'));
  return Promise.resolve({ path, close: remove });
});
const demo = use(() => Demo.start({ TRUSTED_DOCUMENTS: 'only' }, folder.path));

async function tokenOfChloe(): Promise<string> {
  const { issuer, audience, browserApplication } = demo.issuer;
  const { access_token: token } = await signIn({
    ...{ issuer, audience, clientId: browserApplication.clientId },
    ...{ email: 'chloe@example.com', password: 'chloe-demo' },
  });
  return token;
}

it.each(['documents', 'apollo-documents', 'urql-documents', 'relay/documents'])(
  'examples/%s.js asks an API that executes nothing but listed documents',
  async (name) => {
    const env = { PATH: process.env['PATH'], API_URL: demo.api.url, TOKEN: await tokenOfChloe() };
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [`${name}.js`], { cwd: 'examples', env });
    expect(JSON.parse(stdout)).toMatchObject({ me: { name: 'Chloe Martin' } });
  },
);

it.each(['urql-documents.js', 'relay/documents.js', 'relay/relay.config.json'])(
  'docs/clients.md shows examples/%s as it is',
  (name) => {
    const [, shown = ''] = readFileSync('docs/clients.md', 'utf8').split(`\n\`${name}\`\n`);
    const [, block] = /^\n```\w+\n([^]*?)```\n/.exec(shown) ?? [];
    expect(block).toBe(readFileSync(`examples/${name}`, 'utf8'));
  },
);
