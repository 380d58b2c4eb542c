import { expect, it } from '@jest/globals';
import { ApiProcess } from '../../support/api-process.js';
import { loadedPackages } from '../../support/loaded-packages.js';
import { useIssuer } from '../../support/test-issuer.js';

/**
 * Each costs 15 to 60 ms of every start. Where one of them is found, something imports it that is
 * loaded without its setting: import that with `await import()`, where the setting is known.
 */
const ONLY_WITH_THEIR_SETTING =
  /^(@electric-sql\/pglite|@modelcontextprotocol\/.*|@opentelemetry\/.*|auth0|drizzle-orm|pg|@redis\/client)$/;

const issuer = useIssuer();

it('loads neither database, Redis, tracing, tools nor Management API where none is configured', async () => {
  const packages = await loadedPackages(async (env) => {
    const api = await ApiProcess.startProbe({ ...issuer.env, ...env });
    await api.query(await issuer.token(), '{ __typename }');
    await api.stop();
  });
  expect(packages).toContain('@nestjs/core');
  expect([...packages].filter((name) => ONLY_WITH_THEIR_SETTING.test(name))).toEqual([]);
});
