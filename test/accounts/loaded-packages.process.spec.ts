import { expect, it } from '@jest/globals';
import { loadedPackages } from '../support/loaded-packages.js';
import { runCommand } from '../support/run-command.js';

it('accounts load Drizzle when they first query the database', async () => {
  const packages = await loadedPackages(async (env) => {
    const { code } = await runCommand('src/accounts/accounts.module.ts', [], env);
    expect(code).toBe(0);
  });
  expect(packages).toContain('@nestjs/graphql');
  expect(packages).not.toContain('drizzle-orm');
});
