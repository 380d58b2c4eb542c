import { expect, it } from '@jest/globals';
import { loadedPackages } from '../support/loaded-packages.js';
import { runCommand } from '../support/run-command.js';

it('profiles load the SDK of Auth0 and the client of Redis when they first call them', async () => {
  const packages = await loadedPackages(async (env) => {
    const { code } = await runCommand('src/profile/profile.module.ts', [], env);
    expect(code).toBe(0);
  });
  expect(packages).toContain('@nestjs/graphql');
  expect([...packages].filter((name) => /^(auth0|@redis\/client)$/.test(name))).toEqual([]);
});
