import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { DEFAULT_AUDIENCE } from '../../dev/local-issuer/local-issuer.js';
import { parseTokenArguments } from '../../dev/token/token-arguments.js';
import { findFreePort } from '../support/api-process.js';
import { loadedPackages } from '../support/loaded-packages.js';
import { type CopyProcess, ProjectCopy } from '../support/project-copy.js';

/** The permissions of the first demo user, which an adopter may have changed. */
const ADAS = /^ {4}permissions: .*,$/m;

const WITH_A_TOOL = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [{ id: 'x', name: 'Greet', type: 'query', body: '{ hello }', tool: 'query' }],
};

describe('the arguments', () => {
  it.each([
    [['--unknown'], "Unknown option '--unknown'."],
    [['--provider', 'foo'], 'There is no provider foo.'],
    [['ada', 'ben'], 'One user at a time: ada, ben.'],
    [['ada', '--machine'], 'A token is either of ada or, with --machine, of an application.'],
    [['--permission', 'read"orders'], '"read"orders" is neither a scope nor a permission.'],
    [['--expires', '25'], '--expires is a time from 1s to 24h, such as 25s or 10m, not "25".'],
    [['--expires', '0s'], '--expires is a time from 1s to 24h, such as 25s or 10m, not "0s".'],
    [['--expires', '25h'], '--expires is a time from 1s to 24h, such as 25s or 10m, not "25h".'],
    [['--permission'], "Option '--permission <value>' argument missing."],
  ])('%j: the problem is named before the usage', (args, problem) => {
    expect(() => parseTokenArguments(args)).toThrow(`${problem}\n\nUsage: npm run -s token`);
  });
});

describe('npm run token at the local issuer', () => {
  let project: ProjectCopy;
  let env: Record<string, string>;
  let port: number;

  beforeAll(async () => {
    project = ProjectCopy.create();
    project.edit('dev/demo-users.ts', (text) =>
      text.replace(ADAS, "permissions: ['read:users', 'write:orders'],"),
    );
    project.edit('operations/manifest.json', () => JSON.stringify(WITH_A_TOOL));
    port = await findFreePort();
    const api = { PORT: String(port), MCP_URL: `http://127.0.0.1:${port}/mcp` };
    const issuer = await addressOf(project.run(['dev/issuer.ts'], api));
    env = { LOCAL_ISSUER_PORT: new URL(issuer).port };
  });
  afterAll(() => project.close());

  const token = async (...args: string[]) => {
    const command = project.run(['dev/token.ts', ...args], env);
    return { code: await command.end(), output: command.output };
  };
  const claimsOf = async (...args: string[]) => {
    const { output } = await token(...args);
    return decodeJwt(output.trim().split('\n').at(-1)!);
  };

  it("gives the first user's token with the permissions of dev/demo-users.ts", async () => {
    expect(await claimsOf()).toMatchObject({
      sub: 'auth0|64f1c2a97b3e5d0018a4c9e1',
      scope: 'openid profile email read:users write:orders',
      permissions: ['read:users', 'write:orders'],
    });
  });

  it.each([
    ['/graphql', () => DEFAULT_AUDIENCE],
    ['/mcp', () => `http://127.0.0.1:${port}/mcp`],
  ])('gives one for the resource that --discover names: %s', async (path, audience) => {
    const address = `http://127.0.0.1:${port}${path}`;
    const api = createServer((_, response) => {
      const authorization_servers = [`http://127.0.0.1:${env['LOCAL_ISSUER_PORT']}/`];
      response.end(JSON.stringify({ resource: address, authorization_servers }));
    });
    await once(api.listen(port, '127.0.0.1'), 'listening');
    const { aud } = await claimsOf('--discover', address);
    api.close();
    expect([aud].flat()).toContain(audience());
  });

  it('loads no framework: a shell waits for it', async () => {
    const packages = await loadedPackages(async (coverage) => {
      await project.run(['dev/token.ts'], { ...env, ...coverage }).end();
    });
    expect(packages).toContain('openid-client');
    expect([...packages].filter((name) => name.startsWith('@nestjs/'))).toEqual([]);
  });

  it('gives one with a permission that no user has', async () => {
    expect(await claimsOf('chloe', '--permission', 'read:orders')).toMatchObject({
      scope: 'openid profile email read:orders',
      permissions: ['read:orders'],
    });
    expect(await claimsOf('--machine', '--permission', 'read:orders')).toMatchObject({
      gty: 'client-credentials',
      permissions: ['read:users', 'read:orders'],
    });
  });

  it.each([[['ada']], [['--machine']]])(
    'gives %j one that expires as soon as wanted',
    async (who) => {
      const { iat = 0, exp = 0 } = await claimsOf(...who, '--expires', '25s');
      expect(exp - iat).toBe(25);
    },
  );

  it.each([
    [['eve'], /^There is no demo user eve\. dev\/demo-users\.ts has ada, ben, chloe, zoe\.$/m],
    [
      ['chloe', '--scope', 'openid read:users'],
      /^chloe@example\.com may not ask for .* read:users/,
    ],
    [['--machine', '--scope', 'write:orders'], /^The demo application may not ask .* write:orders/],
    [['--provider', 'auth0'], /^The environment configures no provider, so --provider auth0/],
  ])('%j: one sentence, and no token', async (args, message) => {
    const { code, output } = await token(...args);
    expect(code).toBe(1);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/eyJ|^\s+at /m);
  });

  it('says that a permission is too new for the running issuer', async () => {
    project.edit('dev/demo-users.ts', (text) =>
      text.replace("s: ['read:users'", "s: ['read:parcels'"),
    );
    const { code, output } = await token('ada');
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringMatching(/^The running issuer does not know .* read:parcels/),
    });
  });

  it('prints its usage with --help and succeeds', async () => {
    expect(await token('--help')).toEqual({
      code: 0,
      output: expect.stringMatching(/^Usage: npm run -s token/),
    });
  });
});

describe('npm run issuer', () => {
  it('runs the issuer alone, with tokens of the lifetime that the environment names', async () => {
    const project = ProjectCopy.create();
    try {
      const issuer = project.run(['dev/issuer.ts'], { LOCAL_ISSUER_TOKEN_SECONDS: '30' });
      const url = await addressOf(issuer);
      const token = project.run(['dev/token.ts'], { LOCAL_ISSUER_PORT: new URL(url).port });
      expect(await token.end()).toBe(0);
      const { iat = 0, exp = 0 } = decodeJwt(token.output.trim().split('\n').at(-1)!);
      expect(exp - iat).toBe(30);
      expect(await issuer.stop()).toBe(0);
    } finally {
      await project.close();
    }
  });

  it('refuses a lifetime that is not a number of seconds', async () => {
    const LOCAL_ISSUER_TOKEN_SECONDS = 'x';
    const project = ProjectCopy.create();
    try {
      const issuer = project.run(['dev/issuer.ts'], { LOCAL_ISSUER_TOKEN_SECONDS });
      expect(await issuer.end()).toBe(1);
      expect(issuer.output).toBe(
        'LOCAL_ISSUER_TOKEN_SECONDS must be a whole number from 1 to 86400.\n',
      );
    } finally {
      await project.close();
    }
  });
});

async function addressOf(issuer: CopyProcess): Promise<string> {
  const [, url = ''] = await issuer.printed(/AUTH0_DOMAIN=(http:\S+)/);
  await issuer.printed(/AUTH0_AUDIENCE=\S+/);
  return url;
}
