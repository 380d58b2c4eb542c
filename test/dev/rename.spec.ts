import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { applyRename, planRename } from '../../dev/rename/rename-project.js';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.js';

/** One file of each kind, as the template has them. */
const TEMPLATE = {
  'package.json': '{\n  "name": "nestjs-graphql-jwt-api",\n  "version": "0.1.0"\n}\n',
  'examples/package.json': '{ "name": "nestjs-graphql-jwt-api-examples" }',
  'README.md': '# NestJS GraphQL API with JWT access tokens\n\nA GraphQL API.\n',
  Dockerfile: 'LABEL org.opencontainers.image.title="nestjs-graphql-jwt-api"\n',
  'compose.yaml': 'name: graphql-api\nservices:\n  redis:\n    image: redis:7\n',
  'deploy/kubernetes/deployment.yaml': 'name: graphql-api\nimage: graphql-api:1\npart: my-orders\n',
  'deploy/grafana/dashboard.json': '{\n  "title": "GraphQL API",\n  "tags": ["graphql-api"]\n}\n',
  'docs/operations.md': 'kubectl -n graphql-api logs deployment/graphql-api\nOur orders.\n',
  'src/orders/orders.ts': "const name = 'orders';\n",
};

let folder: TemporaryFolder;
beforeEach(() => {
  folder = createTemporaryFolder('rename');
});
afterEach(() => folder.remove());

describe('a name', () => {
  beforeEach(writeTemplate);

  it('reaches package, headings, container, Kubernetes and docs', () => {
    rename('orders');
    expect(texts()).toEqual({
      'package.json': '{\n  "name": "orders",\n  "version": "0.1.0"\n}\n',
      'examples/package.json': '{ "name": "orders-examples" }',
      'README.md': '# Orders\n\nA GraphQL API.\n',
      Dockerfile: 'LABEL org.opencontainers.image.title="orders"\n',
      'compose.yaml': 'name: orders\nservices:\n  redis:\n    image: redis:7\n',
      'deploy/kubernetes/deployment.yaml': 'name: orders\nimage: orders:1\npart: my-orders\n',
      'deploy/grafana/dashboard.json': '{\n  "title": "Orders",\n  "tags": ["orders"]\n}\n',
      'docs/operations.md': 'kubectl -n orders logs deployment/orders\nOur orders.\n',
      'src/orders/orders.ts': "const name = 'orders';\n",
    });
  });

  it('can be given again, and leads where it would have led at once', () => {
    rename('orders');
    const expected = texts();
    rename('my-graphql-api');
    expect(texts()['README.md']).toContain('# My GraphQL API\n');
    rename('orders');
    expect(texts()).toEqual(expected);
  });

  it('changes nothing where the project has it already', () => {
    rename('orders');
    expect(planRename(folder.path, 'orders')).toEqual([]);
  });

  it.each([
    ...['Bad Name!', '', '-api', 'api-', '1api', 'Api', 'a.b', '../x', 'a'.repeat(41)],
    '$(touch x)',
  ])('cannot be %p', (name) => {
    expect(() => planRename(folder.path, name)).toThrow(
      /^A name holds lower-case letters, digits and hyphens; .* For example: my-api$/,
    );
  });

  it('cannot be that of a part of the deployment', () => {
    expect(() => planRename(folder.path, 'redis')).toThrow(
      'compose.yaml has something else called redis. Choose another name.',
    );
  });
});

describe('this project', () => {
  beforeEach(copyProject);

  it('keeps nothing of the old name', () => {
    rename('renamed-by-a-test');
    const old = /nestjs-graphql-jwt-api|(?<!https:\/\/)\bgraphql-api\b|title": "GraphQL API"/;
    const left = Object.entries(texts()).filter(([, text]) => old.test(text));
    expect(left.map(([file]) => file)).toEqual(['dev/rename/names.ts']);
  });

  it('keeps every file of src as it is, so that an upgrade replaces it without a conflict', () => {
    const changed = planRename(folder.path, 'renamed-by-a-test').map(({ file }) => file);
    expect(changed).toContain('package.json');
    expect(changed.filter((file) => file.startsWith('src/'))).toEqual([]);
  });
});

const describeWithGit = spawnSync('git', ['--version']).error ? describe.skip : describe;

describeWithGit('npm run rename', () => {
  beforeEach(() => {
    copyProject();
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'all');
    symlinkSync(resolve('node_modules'), join(folder.path, 'node_modules'));
    git('config', 'status.showUntrackedFiles', 'no');
  });

  it('renames a clean working tree once', () => {
    const before = texts();
    expect(run('renamed-by-a-test')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^The project is called renamed-by-a-test now\. Changed:\n/),
    });
    const after = texts();
    const state = git('rev-parse', 'HEAD^{tree}').trim();
    expect(templateOf(after)).toEqual(templateOf(before) ?? { state });
    expect(run('renamed-by-a-test')).toMatchObject({
      status: 0,
      stdout: 'The project is called renamed-by-a-test already.\n',
    });
    expect(texts()).toEqual(after);
  });

  it('refuses a working tree with changes, and a malformed name', () => {
    applyRename(folder.path, [{ file: 'package-lock.json', text: 'mine' }]);
    const before = texts();
    expect(run('renamed-by-a-test')).toMatchObject({
      status: 1,
      stderr:
        'Commit or stash your own changes first; nothing was renamed.\n M package-lock.json\n',
    });
    expect(run('Bad Name!')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^A name holds/),
    });
    expect(texts()).toEqual(before);
  });
});

function writeTemplate(): void {
  for (const [file, text] of Object.entries(TEMPLATE)) {
    mkdirSync(dirname(join(folder.path, file)), { recursive: true });
    writeFileSync(join(folder.path, file), text);
  }
}

function copyProject(): void {
  const parts = [
    ...['package.json', 'package-lock.json', '.swcrc', 'tsconfig.json', 'Dockerfile'],
    ...['compose.yaml', 'README.md', 'src', 'dev', 'deploy', 'docs', 'examples', '.github'],
  ];
  const filter = (path: string) => !path.includes('node_modules');
  for (const part of parts.filter((path) => existsSync(path))) {
    cpSync(part, join(folder.path, part), { recursive: true, filter });
  }
}

function rename(name: string): void {
  applyRename(folder.path, planRename(folder.path, name));
}

function texts(): Record<string, string> {
  const files = readdirSync(folder.path, { recursive: true }).map(String);
  return Object.fromEntries(
    files
      .filter((file) => !/^(node_modules|\.git)(\/|$)/.test(file))
      .filter((file) => statSync(join(folder.path, file)).isFile())
      .map((file) => [file, readFileSync(join(folder.path, file), 'utf8')]),
  );
}

/** Which state of the template the project began with. */
function templateOf(files: Record<string, string>): object | undefined {
  return (JSON.parse(files['package.json'] ?? '{}') as { template?: object }).template;
}

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  return execFileSync('git', [...identity, ...args], { cwd: folder.path, encoding: 'utf8' });
}

function run(name: string) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'dev/rename.ts', name], {
    cwd: folder.path,
    encoding: 'utf8',
  });
}
