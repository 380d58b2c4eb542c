import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../support/api-process.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

const CONFIGURATION = 'deploy/nginx/nginx.conf';

/** The nginx of the deployment on loopback, in front of the given addresses. */
export class Proxy {
  #linesTaken = 0;

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly folder: ReturnType<typeof createTemporaryFolder>,
  ) {}

  static async start(addresses: readonly [string, string]): Promise<Proxy> {
    const folder = createTemporaryFolder('proxy');
    const port = await findFreePort();
    const file = join(folder.path, 'nginx.conf');
    writeFileSync(file, configure(addresses, port, folder.path));
    const child = spawn('nginx', ['-c', file, '-p', folder.path, '-g', 'daemon off;'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', (error) => {
      throw new Error(`nginx is needed for this test: ${error.message}`);
    });
    const proxy = new Proxy(child, `http://127.0.0.1:${port}`, folder);
    await until('nginx answers', () => isAnswering(proxy.url));
    return proxy;
  }

  async stop(): Promise<void> {
    this.child.kill('SIGQUIT');
    await once(this.child, 'exit');
    this.folder.remove();
  }

  /** The lines since the last call; a line with several addresses is a retried request. */
  takeLog(): string[] {
    const lines = this.#readLog();
    return lines.slice(this.#linesTaken, (this.#linesTaken = lines.length));
  }

  /** Resolves once it sends requests to that replica again. */
  async uses({ address }: { readonly address: string }): Promise<void> {
    const before = this.#readLog().length;
    const isUsed = () =>
      this.#readLog()
        .slice(before)
        .some((line) => line.endsWith(`${address} 200`));
    await until('the proxy uses the replica', isUsed);
  }

  #readLog(): string[] {
    return readFileSync(join(this.folder.path, 'access.log'), 'utf8').trim().split('\n');
  }
}

/** Replaces addresses and paths alone; each replacement must match. */
function configure(addresses: readonly [string, string], port: number, folder: string): string {
  const replacements: [string, string][] = [
    ['/tmp/', `${folder}/`],
    ['/dev/stdout', join(folder, 'access.log')],
    ['/dev/stderr', join(folder, 'error.log')],
    ['api-1:3000', addresses[0]],
    ['api-2:3000', addresses[1]],
    ['listen 8080', `listen 127.0.0.1:${port}`],
  ];
  return replacements.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${CONFIGURATION} does not contain ${from}`);
      return text.replaceAll(from, to);
    },
    readFileSync(CONFIGURATION, 'utf8'),
  );
}

function isAnswering(url: string): Promise<boolean> {
  return fetch(`${url}/health/live`).then(
    ({ status }) => status === 200,
    () => false,
  );
}
