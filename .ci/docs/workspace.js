import { spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { applyDiff } from './apply-diff.js';

const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const NOT_COPIED =
  /^(\.git|node_modules|dist|coverage|artifacts|\.local-issuer|\.local-database|\.env)$|\.log$/;
const READY_MS = 60_000;
/** Only what changed since the last time is checked again. */
const CHECK_TYPES = [
  'tsc',
  '--noEmit',
  '--incremental',
  '--tsBuildInfoFile',
  '.git/types',
  '-p',
  '.',
];

/** Tests of two commands in one run. */
const JEST = [
  ...['node_modules/jest/bin/jest.js', '--selectProjects', 'api', 'template'],
  ...['--config', 'jest.config.js'],
];

/** A copy of the project, in which the steps of a document are done. */
export class Workspace {
  #demo;
  #unchecked = new Set();
  #changes = 0;

  /** @param fill writes the files; those of this project without it */
  static async create(fill = (folder) => copy(PROJECT, folder)) {
    const folder = fs.mkdtempSync(join(fs.realpathSync(tmpdir()), 'docs-'));
    fill(folder);
    for (const packages of ['node_modules', 'examples/node_modules']) {
      const target = join(PROJECT, packages);
      if (fs.existsSync(target)) fs.symlinkSync(target, join(folder, packages));
    }
    const [port, issuerPort] = await findFreePorts(2);
    const workspace = new Workspace(folder, port, issuerPort);
    workspace.execute('git', ['init', '-q']);
    fs.appendFileSync(join(folder, '.git/info/exclude'), 'node_modules\n');
    workspace.execute('git', ['add', '-A']);
    workspace.execute('git', ['commit', '-qm', 'the template']);
    return workspace;
  }

  constructor(folder, port, issuerPort) {
    this.folder = folder;
    this.ports = new Map([
      ['127.0.0.1:3000', `127.0.0.1:${port}`],
      ['127.0.0.1:3001', `127.0.0.1:${issuerPort}`],
    ]);
    const { PATH, LANG } = process.env;
    const npm = Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name));
    this.env = { PATH, LANG, HOME: process.env.HOME, ...Object.fromEntries(npm), CI: 'true' };
    Object.assign(this.env, { PORT: String(port), LOCAL_ISSUER_PORT: String(issuerPort) });
    for (const role of ['AUTHOR', 'COMMITTER']) {
      Object.assign(this.env, {
        [`GIT_${role}_NAME`]: 'CI',
        [`GIT_${role}_EMAIL`]: 'ci@example.com',
      });
    }
  }

  write(path, text) {
    fs.mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    fs.writeFileSync(join(this.folder, path), `${text}\n`);
    this.#changed(path);
  }

  edit(path, diff) {
    const file = join(this.folder, path);
    fs.writeFileSync(file, applyDiff(fs.readFileSync(file, 'utf8'), diff));
    this.#changed(path);
  }

  /** Runs a script; what it prints on stdout is returned, with the ports that the document names. */
  async run(script) {
    if (/127\.0\.0\.1:300[01]|npm run -s token/.test(script)) await this.startDemo();
    const output = this.execute('bash', ['-euo', 'pipefail', '-c', this.#withPorts(script)]);
    this.#changes += /git rm|rename|rm -r/.test(script) ? 1 : 0;
    return this.#withoutPorts(output);
  }

  /** Where the copy serves what a document shows at another port. */
  addressOf(shown) {
    return this.#withPorts(shown);
  }

  execute(command, args) {
    const { folder: cwd, env } = this;
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
    if (status !== 0)
      throw new Error(`ended with ${status}:
${stdout}${stderr}`);
    return stdout;
  }

  /** Whether the files that were changed since the last time are correct and in the house's style. */
  check() {
    const sources = [...this.#unchecked].filter((path) => path.endsWith('.ts'));
    this.#unchecked.clear();
    if (sources.length === 0) return;
    const isClient = sources.some((path) => path.startsWith('examples/'));
    this.execute('npx', isClient ? ['tsc', '--noEmit', '-p', 'examples'] : CHECK_TYPES);
    if (!isClient) this.execute('npx', ['eslint', ...sources]);
    this.execute('npx', ['prettier', '--check', ...sources]);
  }

  /** Whether the project is green after a step, without the tests that take long. */
  checkStep() {
    this.execute('npx', CHECK_TYPES);
    this.execute('node', [...JEST, 'test/ci', 'test/schema', 'test/access-map']);
  }

  /** `npm start`, again where a file has changed; its output until it is ready. */
  async startDemo() {
    if (this.#demo?.changes === this.#changes) return this.#demo.output;
    await this.stopDemo();
    this.check();
    const child = spawn('node', ['--import', 'tsx', 'dev/start.ts'], {
      cwd: this.folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    this.#demo = { child, changes: this.#changes };
    const giveUpAt = Date.now() + READY_MS;
    while (!output.includes('Ctrl+C')) {
      if (child.exitCode !== null || Date.now() > giveUpAt)
        throw new Error(`npm start does not become ready:\n${output}`);
      await sleep(100);
    }
    this.#demo.output = this.#withoutPorts(output);
    return this.#demo.output;
  }

  async stopDemo() {
    const child = this.#demo?.child;
    this.#demo = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGINT');
    await once(child, 'close');
  }

  async remove() {
    await this.stopDemo();
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #changed(path) {
    this.#changes += 1;
    this.#unchecked.add(path);
  }

  #withPorts(text) {
    return [...this.ports].reduce((all, [shown, used]) => all.replaceAll(shown, used), text);
  }

  #withoutPorts(text) {
    return [...this.ports].reduce((all, [shown, used]) => all.replaceAll(used, shown), text);
  }
}

function copy(from, to) {
  const filter = (path) => path === from || !NOT_COPIED.test(path.split('/').at(-1));
  fs.cpSync(from, to, { recursive: true, filter });
}

/** Below the ports that a system hands out by itself, so that nothing takes them meanwhile. */
async function findFreePorts(count) {
  const ports = [];
  while (ports.length < count) {
    const port = randomInt(20_000, 32_000);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (isFree && !ports.includes(port)) ports.push(port);
    server.close();
  }
  return ports;
}
