import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { compile } from '../../dev/build/compile.js';
import { onceForEach } from '../../dev/build/once-for-each.js';
import { findAddresses } from '../../dev/start/addresses.js';
import { LOCAL_ISSUER } from '../../dev/start/check-settings.js';
import { toolsUrlOf } from '../../dev/start/tools-url.js';
import { withProgress } from '../../dev/start/progress.js';
import { waitForApi } from '../../dev/start/wait-for-api.js';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.js';

describe('ports', () => {
  const addresses = (env: Record<string, string>) =>
    findAddresses({ PORT: '0', LOCAL_ISSUER_PORT: '0', ...env }, true);

  it('are both named where both are taken', async () => {
    const [one, other] = [await occupyPort(), await occupyPort()];
    const outcome = addresses({ PORT: one.port, LOCAL_ISSUER_PORT: other.port });
    await expect(outcome).rejects.toThrow(
      `Ports ${one.port} and ${other.port} are in use. Stop what listens there, or set PORT and ` +
        'LOCAL_ISSUER_PORT to other ports.',
    );
    one.close();
    other.close();
  });

  it.each(['PORT', 'LOCAL_ISSUER_PORT'])('are named where %s alone is taken', async (variable) => {
    const { port, close } = await occupyPort();
    await expect(addresses({ [variable]: port })).rejects.toThrow(
      `Port ${port} is in use. Stop what listens there, or set ${variable} to another port.`,
    );
    close();
  });

  it('cannot be the same for both', async () => {
    const outcome = addresses({ PORT: '4567', LOCAL_ISSUER_PORT: '4567' });
    await expect(outcome).rejects.toThrow(
      'PORT and LOCAL_ISSUER_PORT are both 4567: change one of them.',
    );
  });

  it('need not be free for an issuer that is not wanted', async () => {
    const { port, close } = await occupyPort();
    const env = { PORT: '0', LOCAL_ISSUER_PORT: port };
    await expect(findAddresses(env, false)).resolves.toMatchObject({ issuerPort: 0 });
    close();
  });

  it.each(['0.0.0.0', '::'])('are named as the API names them with HOST=%s', async (HOST) => {
    const { api } = await addresses({ HOST });
    const environment = { ...LOCAL_ISSUER, HOST, PORT: String(api.port) };
    expect(api.url).toBe(loadSettings(environment).publicUrl);
  });
});

describe('the tools', () => {
  const api = { port: 3000, origin: 'http://127.0.0.1:3000', url: 'http://127.0.0.1:3000/graphql' };
  let folder: TemporaryFolder;

  beforeEach(() => {
    folder = createTemporaryFolder('operations');
  });
  afterEach(() => folder.remove());

  const writeManifest = (entry: object) => {
    const operation = { id: 'id', name: 'Greet', type: 'query', body: '{ hello }', ...entry };
    const manifest = { format: 'apollo-persisted-query-manifest', version: 1 };
    const file = join(folder.path, 'manifest.json');
    writeFileSync(file, JSON.stringify({ ...manifest, operations: [operation] }));
  };
  const find = (env: Record<string, string> = {}) => toolsUrlOf(env, api, folder.path);

  it('are beside the API where an operation is a tool', () => {
    writeManifest({ tool: 'query' });
    expect(find()).toBe('http://127.0.0.1:3000/mcp');
  });

  it('are nowhere without such an operation', () => {
    expect(find()).toBeUndefined();
    writeManifest({});
    expect(find()).toBeUndefined();
  });

  it('are off outside of development unless MCP_URL names them', () => {
    writeManifest({ tool: 'query' });
    expect(find({ NODE_ENV: 'production' })).toBeUndefined();
    const MCP_URL = 'https://api.example.com/mcp';
    expect(find({ NODE_ENV: 'production', MCP_URL })).toBe(MCP_URL);
  });
});

describe('the build', () => {
  let folder: TemporaryFolder;
  let source: string;
  let output: string;

  beforeEach(() => {
    folder = createTemporaryFolder('build');
    [source, output] = [join(folder.path, 'src'), join(folder.path, 'dist')];
    mkdirSync(join(source, 'feature'), { recursive: true });
    writeFileSync(
      join(source, 'main.ts'),
      "import './feature/a.js';\nexport const x: number = 1;\n",
    );
    writeFileSync(join(source, 'feature/a.ts'), 'const unused = 1;\nconst wrong: string = 1;\n');
  });
  afterEach(() => folder.remove());

  const build = () => compile({ source, output });
  const files = () => readdirSync(output, { recursive: true }).map(String).sort();

  it('makes JavaScript with source maps, whatever the types', async () => {
    expect(await build()).toBe(true);
    expect(files()).toEqual(
      ['feature', 'feature/a.js', 'feature/a.js.map', 'main.js', 'main.js.map'].map((name) =>
        join(name),
      ),
    );
    expect(readFileSync(join(output, 'main.js'), 'utf8')).toBe(
      "import './feature/a.js';\nexport const x = 1;\n//# sourceMappingURL=main.js.map\n",
    );
    const map = JSON.parse(readFileSync(join(output, 'feature/a.js.map'), 'utf8')) as object;
    expect(map).toMatchObject({ sources: ['../../src/feature/a.ts'] });
  });

  it('writes what changed, and nothing else', async () => {
    await build();
    const before = statSync(join(output, 'main.js')).mtimeMs;
    expect(await build()).toBe(false);
    writeFileSync(join(source, 'feature/a.ts'), 'export {};\n');
    expect(await build()).toBe(true);
    expect(statSync(join(output, 'main.js')).mtimeMs).toBe(before);
  });

  it('removes what does not come from a source', async () => {
    await build();
    rmSync(join(source, 'feature'), { recursive: true });
    writeFileSync(join(output, 'left-over.js'), '');
    expect(await build()).toBe(true);
    expect(files()).toEqual(['main.js', 'main.js.map']);
  });

  it('names the place of every error of syntax, and leaves the last build', async () => {
    await build();
    writeFileSync(join(source, 'main.ts'), 'const = 1;\n');
    writeFileSync(join(source, 'feature/a.ts'), 'let let = 1;\n');
    await expect(build()).rejects.toThrow(/main\.ts:1[^]*feature\/a\.ts:1|a\.ts:1[^]*main\.ts:1/);
    expect(files()).toContain('main.js');
  });
});

describe('work that depends on files', () => {
  it('is done again after a change or a failure, and otherwise once', () => {
    const folder = createTemporaryFolder('once');
    const [source, stamp] = [join(folder.path, 'src'), join(folder.path, 'cache/stamp')];
    const change = (text: string) => writeFileSync(join(source, 'feature/a.ts'), text);
    mkdirSync(join(source, 'feature'), { recursive: true });
    change('one');
    const work = jest.fn<() => void>();
    const run = () => {
      onceForEach(stamp, [source], work);
      return work.mock.calls.length;
    };
    expect([run(), run()]).toEqual([1, 1]);
    change('two');
    work.mockImplementationOnce(() => {
      throw new Error('wrong');
    });
    expect(run).toThrow('wrong');
    expect([run(), run()]).toEqual([3, 3]);
    rmSync(join(source, 'feature/a.ts'));
    expect(run()).toBe(4);
    folder.remove();
  });
});

describe('waiting for the API', () => {
  let server: Server;
  let origin: string;
  let answer: { status: number; body: object };
  let log: jest.SpiedFunction<typeof console.log>;

  beforeEach(async () => {
    log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    server = createHttpServer((_request, response) => {
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.close();
    jest.restoreAllMocks();
  });

  const wait = (url: string, isOver = () => false) =>
    waitForApi(url, isOver, { noticeAfterMs: 150, giveUpAfterMs: 500 });

  it('ends when it is ready', async () => {
    answer = { status: 200, body: {} };
    expect(await wait(origin)).toEqual({ kind: 'ready' });
    expect(log).not.toHaveBeenCalled();
  });

  it('says what is waited for, and gives up with what the API lacks', async () => {
    const signingKeys = { status: 'down', message: 'No keys yet.' };
    answer = { status: 503, body: { error: { signingKeys } } };
    const reason = 'HTTP 503, signingKeys: No keys yet.';
    expect(await wait(origin)).toEqual({ kind: 'unready', reason });
    expect(log.mock.calls).toEqual([[`Waiting for ${origin}/health/ready: ${reason} …`]]);
  });

  it('gives up on an API that does not answer', async () => {
    const { port, close } = await occupyPort();
    close();
    const reason = 'it does not answer';
    expect(await wait(`http://127.0.0.1:${port}`)).toEqual({ kind: 'silent', reason });
  });

  it('ends with the API', async () => {
    answer = { status: 503, body: {} };
    expect(await wait(origin, () => true)).toEqual({ kind: 'over' });
  });
});

it('what takes longer than a second is announced', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  jest.useFakeTimers();
  const { promise, resolve } = createPromise();
  const short = withProgress('Short', Promise.resolve());
  const long = withProgress('Long', promise);
  await jest.advanceTimersByTimeAsync(1100);
  resolve();
  await Promise.all([short, long]);
  expect(log.mock.calls).toEqual([['Long …']]);
  jest.useRealTimers();
  jest.restoreAllMocks();
});

function createPromise(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

async function occupyPort(): Promise<{ port: string; close: () => void }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port: String(port), close: () => server.close() };
}
