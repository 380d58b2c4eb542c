import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { parseTokenArguments } from '../../dev/token/token-arguments.js';
import { ProjectCopy } from '../support/project-copy.js';

jest.setTimeout(60_000);

/** The permissions of the first demo user, which an adopter may have changed. */
const ADAS = /^ {4}permissions: .*,$/m;

describe('the arguments', () => {
  it.each([
    [['--unknown'], "Unknown option '--unknown'."],
    [['--provider', 'foo'], 'There is no provider foo.'],
    [['ada', 'ben'], 'One user at a time: ada, ben.'],
    [['ada', '--machine'], 'A token is either of ada or, with --machine, of an application.'],
    [['--permission', 'read"orders'], '"read"orders" is neither a scope nor a permission.'],
    [['--permission'], "Option '--permission <value>' argument missing."],
  ])('%j: the problem is named before the usage', (args, problem) => {
    expect(() => parseTokenArguments(args)).toThrow(`${problem}\n\nUsage: npm run -s token`);
  });
});

describe('npm run token at the local issuer', () => {
  let project: ProjectCopy;
  let env: Record<string, string>;

  beforeAll(async () => {
    project = ProjectCopy.create();
    project.edit('dev/demo-users.ts', (text) =>
      text.replace(ADAS, "permissions: ['read:users', 'write:orders'],"),
    );
    const start = project.run(['dev/start.ts']);
    const [, issuer = ''] = await start.printed(/Try it {2}(http:\S+)/);
    await start.printed(/Stop: /);
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
