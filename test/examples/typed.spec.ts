import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.js';

const TYPES = 'examples/typed/schema-types.d.ts';
const CLIENT = 'examples/typed/client.ts';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = createTemporaryFolder('typed');
  for (const path of ['schema.gql', 'examples/package.json', 'examples/typed']) {
    cpSync(path, join(folder.path, path), { recursive: true });
  }
  symlinkSync(resolve('examples/node_modules'), join(folder.path, 'examples/node_modules'));
});
afterEach(() => folder.remove());

describe('the typed client', () => {
  it('has its types from the schema as it is', () => {
    const committed = readFileSync(TYPES, 'utf8');
    execFileSync('npm', ['run', '-s', 'generate'], { cwd: join(folder.path, 'examples') });
    // When this fails: npm run generate --prefix examples
    expect(readFileSync(join(folder.path, TYPES), 'utf8')).toBe(committed);
  });

  it('compiles', () => {
    expect(check()).toMatchObject({ status: 0 });
  });

  it.each([
    ['a field that the schema does not have', '      name\n', '      nickname2\n', 'nickname2'],
    ['a variable of the wrong type', '{ id });', '{ id: 7 });', "'number' is not assignable"],
    ['a member that was not asked for', 'return user;', 'return user.email;', "'email' does not"],
  ])('does not compile with %s', (_, from, to, message) => {
    const text = readFileSync(CLIENT, 'utf8');
    expect(text).toContain(from);
    writeFileSync(join(folder.path, CLIENT), text.replace(from, to));
    const { status, output } = check();
    expect(status).not.toBe(0);
    expect(output).toContain(message);
  });
});

function check(): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '-s', 'check'], {
    cwd: join(folder.path, 'examples'),
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}
