import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** `src/main.ts` in a process, run without a build; `dist/main.js` is the same code. */
export const MAIN = ['--import', './test/support/run-source.mjs', 'src/main.ts'];

/** The API in a process and an environment of its own, as in production. */
export class ApiProcess {
  /** Everything that it printed. */
  output = '';

  private constructor(
    readonly child: ChildProcess,
    /** The GraphQL endpoint. */
    readonly url: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  /** The platform and `ProbeModule` instead of the features. */
  static startProbe(env: Record<string, string>): Promise<ApiProcess> {
    return ApiProcess.start({ TEST_FEATURES: 'probe', ...env });
  }

  /** The product. */
  static async start(env: Record<string, string>): Promise<ApiProcess> {
    const port = await findFreePort();
    const child = spawn(process.execPath, MAIN, {
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        // What else the machine does must not change an answer.
        MAX_EVENT_LOOP_DELAY_MS: '0',
        ...env,
      },
    });
    const api = new ApiProcess(child, `http://127.0.0.1:${port}/graphql`);
    while (!(await api.isAnswering())) {
      if (child.exitCode !== null) throw new Error(`The API did not start: ${api.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return api;
  }

  async query(token: string, query: string): Promise<{ status: number; body: unknown }> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, body: await response.json() };
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    this.child.kill(signal);
    await once(this.child, 'exit');
    return this.child.exitCode;
  }

  private async isAnswering(): Promise<boolean> {
    return fetch(new URL('/health/live', this.url)).then(
      () => true,
      () => false,
    );
  }
}

/**
 * A port that stays free until it is used: it lies below those that a system hands out by itself, so
 * no connection and no server on port 0 of another test takes it meanwhile.
 */
export async function findFreePort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  const server = createServer().listen(port, '127.0.0.1');
  const isFree = await once(server, 'listening').then(
    () => true,
    () => false,
  );
  if (!isFree) return findFreePort();
  server.close();
  await once(server, 'close');
  return port;
}
