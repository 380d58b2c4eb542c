import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiProcess, MAIN } from '../../support/api-process.js';
import { TestIssuer } from '../../support/test-issuer.js';
import { until } from '../../support/until.js';

/** An adopter who takes the deployment out takes this page out as well. */
const ifExplained = existsSync('docs/operations.md') ? it : (): void => undefined;

const ISSUER = { AUTH0_DOMAIN: 'http://127.0.0.1:9/', AUTH0_AUDIENCE: 'api' };

/** The API with that environment alone, until it ends. */
async function run(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, MAIN, {
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, output };
}

describe('an API that cannot start', () => {
  let occupied: Server;
  let port: string;

  beforeAll(async () => {
    occupied = createServer().listen(0, '127.0.0.1');
    await once(occupied, 'listening');
    port = String((occupied.address() as AddressInfo).port);
  });
  afterAll(() => void occupied.close());

  it('names the variables of an issuer, and how to start without one', async () => {
    const { code, output } = await run({});
    expect(code).toBe(1);
    for (const part of ['AUTH0_DOMAIN', 'AUTHACTION_DOMAIN', 'OIDC_ISSUER_URL', 'npm start'])
      expect(output).toContain(part);
    expect(output).not.toMatch(/^ +at /m);
  });

  it.each([
    ['PORT', {}],
    ['METRICS_PORT', { PORT: '0' }],
  ])('names the occupied port and %s', async (variable, env) => {
    const { code, output } = await run({
      NODE_ENV: 'production',
      ...ISSUER,
      ...env,
      [variable]: port,
    });
    expect(code).toBe(1);
    expect(output).toContain(
      `Port ${port} is already in use: stop what listens there, or set ${variable}.`,
    );
    expect(output).not.toMatch(/^ +at /m);
  });
});

describe('a variable that nearly is a setting', () => {
  it('is named in a warning at start, without its value', async () => {
    const api = await ApiProcess.start({ ...ISSUER, AUTHO_DOMAIN: 'value-of-it' });
    await api.stop();
    expect(api.output).toContain(
      'AUTHO_DOMAIN is not a setting of this API. Did you mean AUTH0_DOMAIN?',
    );
    expect(api.output).not.toContain('value-of-it');
  });
});

describe('an API whose issuer is down', () => {
  it('starts, warns once, answers 503 to tokens, and recovers', async () => {
    const issuer = await TestIssuer.start();
    issuer.faults.set('*', (_, response) => response.writeHead(500).end());
    const api = await ApiProcess.startProbe(issuer.env);
    const token = await issuer.token();
    expect((await api.query(token, '{ open }')).status).toBe(200);
    expect((await api.query(token, '{ guarded }')).status).toBe(503);
    issuer.faults.clear();
    await until(
      'it has the keys',
      async () => (await api.query(token, '{ guarded }')).status === 200,
    );
    expect(await api.stop()).toBe(0);
    expect(api.output.match(/no key is known, and it is asked again/g)).toHaveLength(1);
    await issuer.close();
  });
});

describe('the lines of a process', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

  it('say its version, and when it begins and ends to shut down', async () => {
    const api = await ApiProcess.startProbe(ISSUER);
    expect(await api.stop()).toBe(0);
    const messages = api.output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { context?: string; msg: string })
      .filter(({ context }) => context === 'API')
      .map(({ msg }) => msg);
    expect(messages).toEqual([
      `Listening at ${api.url} (version ${version})`,
      'Shutting down; requests in flight: 0, grace: 10 s',
      expect.stringMatching(/^Shut down after \d+\.\d s; requests cut off: 0$/),
    ]);
  });

  ifExplained('have the fields that docs/operations.md explains', async () => {
    const issuer = await TestIssuer.start();
    const api = await ApiProcess.startProbe({ ...issuer.env, LOG_LEVEL: 'debug' });
    await api.query(await issuer.token(), '{ guarded }');
    await api.query('', '{ guarded }');
    await api.stop();
    await issuer.close();
    const lines = api.output.trimEnd().split('\n');
    const printed = lines.flatMap((line) => Object.keys(JSON.parse(line) as object));
    const [, table = ''] =
      /## The log\n(.*?)\n## /s.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
    const explained = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, field]) => field);
    // There was no defect.
    expect([...new Set([...printed, 'stack'])].sort()).toEqual(explained.sort());
  });

  it('say how many requests were cut off when the grace was over', async () => {
    const api = await ApiProcess.startProbe({ ...ISSUER, SHUTDOWN_GRACE_SECONDS: '1' });
    const client = connect(Number(new URL(api.url).port), '127.0.0.1');
    client.write(
      'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n' +
        'Content-Length: 9\r\nExpect: 100-continue\r\n\r\n',
    );
    // The headers have arrived, and the body never will.
    expect(String(await once(client, 'data'))).toContain('100 Continue');
    expect(await api.stop()).toBe(0);
    client.destroy();
    expect(api.output).toContain('Shutting down; requests in flight: 1, grace: 1 s');
    expect(api.output).toMatch(/Shut down after \d+\.\d s; requests cut off: 1/);
  });
});
