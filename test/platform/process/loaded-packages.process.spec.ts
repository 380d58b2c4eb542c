import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { ApiProcess } from '../../support/api-process.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { useIssuer } from '../../support/test-issuer.js';

/**
 * Each costs 15 to 60 ms of every start. Where one of them is found, something imports it that is
 * loaded without its setting: import that with `await import()`, where the setting is known.
 */
const ONLY_WITH_THEIR_SETTING = [
  '@electric-sql/pglite',
  '@keyv/redis',
  '@opentelemetry/',
  'auth0',
  'drizzle-orm',
  'keyv',
  'pg',
];

const issuer = useIssuer();

// A process takes a second to start, and longer on a busy machine.
jest.setTimeout(60_000);

it('loads neither database, Redis, tracing nor Management API where none is configured', async () => {
  const coverage = createTemporaryFolder('coverage');
  try {
    // Node writes there, when the process ends, what it had loaded.
    const api = await ApiProcess.start({ ...issuer.env, NODE_V8_COVERAGE: coverage.path });
    await api.query(await issuer.token(), '{ __typename }');
    await api.stop();

    const files = readLoadedFiles(coverage.path);
    expect(files).toContainEqual(expect.stringContaining('/node_modules/@nestjs/core/'));
    const unneeded = ONLY_WITH_THEIR_SETTING.filter((name) =>
      files.some((file) => file.includes(`/node_modules/${name.replace(/\/?$/, '/')}`)),
    );
    expect(unneeded).toEqual([]);
  } finally {
    coverage.remove();
  }
});

function readLoadedFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      result: { url: string }[];
    };
    return result.map(({ url }) => url);
  });
}
