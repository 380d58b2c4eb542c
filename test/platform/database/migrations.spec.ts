import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createTemporaryFolder } from '../../support/temporary-folder.js';

describe('the migrations', () => {
  it('are current: npm run db:generate has nothing to add', () => {
    const folder = createTemporaryFolder('migrations');
    cpSync('migrations', folder.path, { recursive: true });
    const before = readdirSync(folder.path);
    execFileSync(process.execPath, [
      'node_modules/drizzle-kit/bin.cjs',
      'generate',
      '--dialect=postgresql',
      '--schema=./src/**/*.table.ts',
      // drizzle-kit takes no absolute path.
      `--out=${join('.', relative('.', folder.path))}`,
    ]);
    const after = readdirSync(folder.path);
    folder.remove();
    expect(after).toEqual(before);
  });
});
