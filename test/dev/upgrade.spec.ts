import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { upgradeProject, type UpgradeOptions } from '../../dev/upgrade/upgrade-project.js';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.js';

const lines = (...names: string[]) => names.map((name) => `${name}\n`).join('');
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const journal = (...tags: string[]) =>
  json({
    version: '7',
    entries: tags.map((tag, idx) => ({ idx, version: '7', when: idx, tag, breakpoints: true })),
  });
const snapshot = (id: string, prevId: string, ...tables: string[]) =>
  json({ id, prevId, tables: Object.fromEntries(tables.map((name) => [name, { name }])) });

/** A small template in two releases. */
const FIRST = {
  'package.json': json({
    name: 'template',
    version: '0.1.0',
    scripts: { test: 'jest', bench: 'node bench' },
    dependencies: { graphql: '16.0.0', pg: '8.0.0', keyv: '5.0.0' },
  }),
  'package-lock.json': json({
    name: 'template',
    packages: { '': {}, 'node_modules/pg': { version: '8.0.0' } },
  }),
  'CHANGELOG.md': '# Changelog\n\n## [0.1.0]\n\n- The first.\n',
  'README.md': '# Template\n',
  '.env.example': 'OIDC_ISSUER_URL=\n',
  'schema.gql': 'type Query { a: Int }\n',
  'src/platform/guard.ts': lines('one', 'two', 'three', 'four', 'five'),
  'src/platform/old.ts': 'old\n',
  'src/greeting/greeting.ts': 'hello\n',
  'bench/run.js': 'run\n',
  'migrations/0000_first.sql': 'create table first;\n',
  'migrations/meta/0000_snapshot.json': snapshot('a', '', 'first'),
  'migrations/meta/_journal.json': journal('0000_first'),
};
const { 'src/platform/old.ts': OLD, ...KEPT } = FIRST;
const SECOND = {
  ...KEPT,
  'package.json': json({
    name: 'template',
    version: '0.2.0',
    scripts: { test: 'jest', bench: 'node bench --quick', feature: 'tsx' },
    dependencies: { graphql: '16.1.0', pg: '8.1.0', zod: '4.0.0' },
  }),
  'package-lock.json': json({
    name: 'template',
    packages: { '': {}, 'node_modules/pg': { version: '8.1.0' }, 'node_modules/zod': {} },
  }),
  'CHANGELOG.md':
    '# Changelog\n\n## [0.2.0]\n\n### Security\n\n- A guard.\n\n## [0.1.0]\n\n- The first.\n',
  'README.md': '# Template, again\n',
  '.env.example': 'OIDC_ISSUER_URL=\n# LIMIT=1\n',
  'schema.gql': 'type Query { a: Int, b: Int }\n',
  'src/platform/guard.ts': lines('one', 'two, safer', 'three', 'four', 'five'),
  'src/platform/new.ts': 'new\n',
  'src/greeting/greeting.ts': 'good day\n',
  'bench/run.js': 'run faster\n',
  'bench/more.js': 'more\n',
  'migrations/0001_second.sql': 'create table second;\n',
  'migrations/meta/0001_snapshot.json': snapshot('b', 'a', 'first', 'second'),
  'migrations/meta/_journal.json': journal('0000_first', '0001_second'),
};

let originals: TemporaryFolder;
let folder: TemporaryFolder;
let template: string;
let project: string;

beforeAll(() => {
  originals = createTemporaryFolder('upgrade-originals');
  template = join(originals.path, 'template');
  commit(template, FIRST);
  // As "Use this template" leaves it: the same files and another history.
  commit(join(originals.path, 'project'), FIRST);
  git(template, 'tag', 'v0.1.0');
  rmSync(join(template, 'src/platform/old.ts'));
  commit(template, SECOND);
  git(template, 'tag', 'v0.2.0');
});
afterAll(() => originals.remove());
beforeEach(() => {
  folder = createTemporaryFolder('upgrade');
  cpSync(originals.path, folder.path, { recursive: true });
  [template, project] = [join(folder.path, 'template'), join(folder.path, 'project')];
});
afterEach(() => folder.remove());

const upgrade = (options: Partial<UpgradeOptions> = {}) =>
  upgradeProject(project, { to: 'v0.2.0', template, check: false, ...options });

describe('npm run upgrade', () => {
  it('brings what the template changed, and keeps what the project changed', () => {
    commit(project, {
      'package.json': json({
        name: 'mine',
        version: '3.0.0',
        scripts: { test: 'jest', bench: 'node bench' },
        dependencies: { graphql: '16.0.0', mine: '1.0.0', pg: '8.0.0', keyv: '5.0.0' },
      }),
      'README.md': '# Mine\n',
      'src/platform/guard.ts': lines('one', 'two', 'three', 'four', 'five, mine'),
      'src/orders/orders.ts': 'orders\n',
    });
    const { report, hasConflicts } = upgrade();
    expect(hasConflicts).toBe(false);
    expect(git(project, 'branch', '--show-current')).toBe('upgrade-to-v0.2.0\n');
    expect(git(project, 'status', '--porcelain')).toBe('');
    expect(read('src/platform/guard.ts')).toBe(
      lines('one', 'two, safer', 'three', 'four', 'five, mine'),
    );
    expect(read('src/platform/new.ts')).toBe('new\n');
    expect(existsSync(join(project, 'src/platform/old.ts'))).toBe(false);
    expect(read('README.md')).toBe('# Mine\n');
    expect(JSON.parse(read('package.json'))).toEqual({
      name: 'mine',
      version: '3.0.0',
      scripts: { test: 'jest', bench: 'node bench --quick', feature: 'tsx' },
      dependencies: { graphql: '16.1.0', mine: '1.0.0', pg: '8.1.0', zod: '4.0.0' },
      template: { state: git(template, 'rev-parse', 'v0.2.0').trim(), url: template },
    });
    expect(JSON.parse(read('package-lock.json')).packages).toEqual({
      '': { dependencies: { graphql: '16.1.0', pg: '8.1.0', zod: '4.0.0', mine: '1.0.0' } },
      ...{ 'node_modules/pg': { version: '8.1.0' }, 'node_modules/zod': {} },
    });
    expect(report).toMatch(/new settings +LIMIT\n/);
    expect(report).toMatch(/new migrations +0001_second\n/);
    expect(report).toContain('### Security\n\n- A guard.');
    expect(report).not.toContain('- The first.');
  });

  it('begins the next time where it ended, without an address', () => {
    upgrade();
    commit(template, { 'src/platform/new.ts': 'newer\n' });
    git(template, 'tag', 'v0.3.0');
    upgradeProject(project, { to: 'v0.3.0', check: false });
    expect(read('src/platform/new.ts')).toBe('newer\n');
    expect(upgradeProject(project, { to: 'v0.3.0', check: false }).report).toBe(
      'The project is at v0.3.0 already.',
    );
  });

  it('leaves out what the project has taken out, also new files in its folder', () => {
    git(project, 'rm', '-rq', 'bench', 'src/greeting');
    git(project, 'commit', '-qm', 'less');
    const { report, hasConflicts } = upgrade();
    expect(hasConflicts).toBe(false);
    expect(existsSync(join(project, 'bench'))).toBe(false);
    expect(existsSync(join(project, 'src/greeting'))).toBe(false);
    expect(report).toMatch(/stays removed +bench: 2 files\n +src\/greeting: 1 file\n/);
  });

  it('takes the name of the project for no change', () => {
    commit(template, {
      'compose.yaml': '# With one password.\nname: graphql-api\n',
      'src/platform/pool.ts': "application_name: 'graphql-api',\n",
    });
    git(template, 'tag', 'v0.2.1');
    commit(template, {
      'compose.yaml': '# With two passwords.\nname: graphql-api\nimage: graphql-api\n',
      'src/platform/pool.ts': 'application_name: PACKAGE.name,\n',
    });
    git(template, 'tag', 'v0.2.2');
    expect(upgrade({ to: 'v0.2.1' }).hasConflicts).toBe(false);
    commit(project, {
      'package.json': readFileSync(join(project, 'package.json'), 'utf8').replace(
        '"name": "template"',
        '"name": "my-api"',
      ),
      'compose.yaml': '# With one password.\nname: my-api\n',
      'src/platform/pool.ts': "application_name: 'my-api',\n",
    });
    const { report, hasConflicts } = upgrade({ to: 'v0.2.2' });
    expect([hasConflicts, report]).toEqual([
      false,
      expect.stringContaining('conflicts       none'),
    ]);
    const textOf = (path: string) => readFileSync(join(project, path), 'utf8');
    expect(textOf('compose.yaml')).toBe('# With two passwords.\nname: my-api\nimage: my-api\n');
    expect(textOf('src/platform/pool.ts')).toBe('application_name: PACKAGE.name,\n');
  });

  it('explains a conflict, and leaves the branch of the project as it was', () => {
    commit(project, {
      'src/platform/guard.ts': lines('one', 'two, mine', 'three', 'four', 'five'),
    });
    const before = git(project, 'rev-parse', 'HEAD');
    const own = git(project, 'branch', '--show-current').trim();
    const { report, hasConflicts } = upgrade();
    expect(hasConflicts).toBe(true);
    expect(report).toMatch(/conflicts +src\/platform\/guard\.ts {2}both changed the same lines\n/);
    expect(git(project, 'diff', '--name-only', '--diff-filter=U')).toBe('src/platform/guard.ts\n');
    expect(git(project, 'rev-parse', own)).toBe(before);
  });

  it('explains a conflict where the template removed a file that the project changed', () => {
    commit(project, { 'src/platform/old.ts': `${OLD}mine\n` });
    expect(upgrade().report).toContain(
      'src/platform/old.ts  you changed it, the template removed it',
    );
    expect(read('src/platform/old.ts')).toBe(`${OLD}mine\n`);
  });

  it('explains a dependency that both changed, and keeps the one of the project', () => {
    commit(project, {
      'package.json': FIRST['package.json'].replace('"pg": "8.0.0"', '"pg": "8.0.7"'),
    });
    const { report, hasConflicts } = upgrade();
    expect(hasConflicts).toBe(true);
    expect(report).toContain('package.json: dependencies.pg  both changed it; yours is kept');
    expect(JSON.parse(read('package.json')).dependencies.pg).toBe('8.0.7');
  });

  it('puts new migrations behind those of the project', () => {
    commit(project, {
      'migrations/0001_orders.sql': 'create table orders;\n',
      'migrations/meta/0001_snapshot.json': snapshot('mine', 'a', 'first', 'orders'),
      'migrations/meta/_journal.json': journal('0000_first', '0001_orders'),
    });
    expect(upgrade().report).toMatch(/new migrations +0002_second\n/);
    expect(read('migrations/0001_orders.sql')).toBe('create table orders;\n');
    expect(read('migrations/0002_second.sql')).toBe('create table second;\n');
    expect(JSON.parse(read('migrations/meta/_journal.json')).entries.map(tagOf)).toEqual([
      ...['0000_first', '0001_orders', '0002_second'],
    ]);
    expect(JSON.parse(read('migrations/meta/0002_snapshot.json'))).toEqual({
      ...{ id: 'b', prevId: 'mine' },
      tables: { first: { name: 'first' }, orders: { name: 'orders' }, second: { name: 'second' } },
    });
  });

  it('says what to do where the migrations of the project begin afresh', () => {
    git(project, 'rm', '-rq', 'migrations');
    commit(project, {
      'migrations/0000_mine.sql': 'create table mine;\n',
      'migrations/meta/_journal.json': journal('0000_mine'),
    });
    expect(upgrade().report).toContain(
      '0001_second: your migrations began afresh, run npm run db:generate',
    );
    expect(existsSync(join(project, 'migrations/0001_second.sql'))).toBe(false);
  });

  it('only tells with --check', () => {
    commit(project, {
      'src/platform/guard.ts': lines('one', 'two, mine', 'three', 'four', 'five'),
    });
    const before = git(project, 'rev-parse', 'HEAD');
    const { report, hasConflicts } = upgrade({ check: true });
    expect(hasConflicts).toBe(true);
    expect(report).toMatch(
      /^It would upgrade to v0\.2\.0:[^]*Nothing was changed: this was --check\.$/,
    );
    expect(git(project, 'rev-parse', 'HEAD')).toBe(before);
    expect(git(project, 'status', '--porcelain')).toBe('');
    expect(git(project, 'worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(git(project, 'branch', '--list', 'upgrade*')).toBe('');
  });
});

describe('npm run upgrade refuses', () => {
  it('a working tree with changes', () => {
    writeFileSync(join(project, 'README.md'), 'changed\n');
    expect(() => upgrade()).toThrow(
      'Commit or stash your own changes first; nothing was changed.\n M README.md',
    );
  });

  it('a folder without a history', () => {
    rmSync(join(project, '.git'), { recursive: true });
    expect(() => upgrade()).toThrow('This project has no history under git');
  });

  it.each(['v9', '--upload-pack=x', 'HEAD'])('the reference %p', (to) => {
    expect(() => upgrade({ to })).toThrow(
      `The template has no tag, branch or commit "${to}". It has: `,
    );
  });

  it('an address without a repository', () => {
    const empty = join(folder.path, 'none');
    expect(() => upgrade({ template: empty })).toThrow(
      new RegExp(`^The template cannot be fetched from ${empty}: .+ Nothing was changed\\.$`),
    );
  });

  it('an address that nothing answers, without its password', () => {
    const attempt = () => upgrade({ template: 'http://me:secret@127.0.0.1:9/x.git' });
    expect(attempt).toThrow(
      /^The template cannot be fetched from http:\/\/127\.0\.0\.1:9\/x\.git: /,
    );
    expect(attempt).not.toThrow(/secret/);
  });

  it('an address that it does not know', () => {
    expect(() => upgradeProject(project, { to: 'v0.2.0', check: false })).toThrow(
      'Where is the template? Name its address or folder once',
    );
  });

  it('a project of which it does not know where it comes from, unless --from says it', () => {
    rmSync(join(project, '.git'), { recursive: true });
    commit(project, { 'src/platform/guard.ts': lines('one', 'two', 'three', 'four', 'five!') });
    expect(() => upgrade()).toThrow('It is not known which state of the template');
    expect(upgrade({ from: 'v0.1.0' }).hasConflicts).toBe(false);
    expect(read('src/platform/guard.ts')).toContain('two, safer\n');
  });

  it('a second upgrade to the same state while the first is not finished', () => {
    commit(project, { 'src/platform/guard.ts': 'mine\n' });
    upgrade();
    git(project, 'reset', '-q', '--hard');
    git(project, 'switch', '-q', '-');
    expect(() => upgrade()).toThrow('The branch upgrade-to-v0.2.0 exists: finish it');
  });
});

function commit(path: string, files: Record<string, string>): void {
  const isNew = !existsSync(join(path, '.git'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  if (isNew) git(path, 'init', '-q', '-b', 'main');
  if (isNew) {
    const person = '[user]\n\tname = test\n\temail = test@example.com\n';
    appendFileSync(join(path, '.git/config'), person);
  }
  git(path, 'add', '-A');
  git(path, 'commit', '-qm', 'state');
}

function git(path: string, ...args: string[]): string {
  return execFileSync('git', args, {
    cwd: path,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function read(file: string): string {
  return readFileSync(join(project, file), 'utf8');
}

function tagOf({ tag }: { tag: string }): string {
  return tag;
}
