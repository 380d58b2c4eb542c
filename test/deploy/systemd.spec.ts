import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

const UNIT = 'deploy/systemd/api.service';
const SECRETS = /SECRET|PASSWORD|REDIS_URL|DATABASE_URL/;

const lines = (file: string) => readFileSync(file, 'utf8').split('\n');
const sourceOf = (line: string) => (line.split(' ').at(-2) ?? '').replace('/app/', '');
const unit = lines(UNIT);
const values = (name: string) =>
  unit.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1));

describe('the systemd unit', () => {
  const settings = loadSettings({
    ...parseEnv(values('Environment').join('\n')),
    AUTH0_DOMAIN: 'your-tenant.eu.auth0.com',
    AUTH0_AUDIENCE: 'https://api.example.com',
  });

  it('has settings that the API accepts, for a proxy on the same machine', () => {
    expect(settings).toMatchObject({
      isProduction: true,
      host: '127.0.0.1',
      trustProxy: ['loopback'],
    });
  });

  it('holds no secret, and reads secrets from a file of their own, after the settings', () => {
    expect(unit.filter((line) => SECRETS.test(line) && !line.startsWith('#'))).toEqual([]);
    expect(values('EnvironmentFile').map((file) => file.split('/').at(-1))).toEqual([
      'settings.env',
      'secrets.env',
    ]);
  });

  it('starts the program, and leaves it time to shut down', () => {
    expect(values('ExecStart')).toEqual(['/usr/bin/node dist/main.js']);
    expect(existsSync('src/main.ts')).toBe(true);
    expect(Number(values('TimeoutStopSec')[0])).toBeGreaterThan(settings.shutdownGraceSeconds);
  });

  it('is installed with all that the image holds', () => {
    const image = lines('Dockerfile').slice(
      lines('Dockerfile').findLastIndex((line) => line.startsWith('FROM ')),
    );
    const held = image.filter((line) => line.startsWith('COPY ')).map(sourceOf);
    const copied = lines('docs/deployment.md')
      .filter((line) => line.startsWith('sudo cp -r '))
      .flatMap((line) => line.split(' ').slice(3, -1));
    expect(copied.sort()).toEqual(held.sort());
  });

  const isThere = spawnSync('systemd-analyze', ['--version']).error === undefined;
  (isThere ? it : it.skip)('is accepted by systemd', () => {
    const folder = createTemporaryFolder('unit');
    const file = join(folder.path, 'graphql-api.service');
    copyFileSync(UNIT, file);
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    folder.remove();
    // It may miss the program, which is another one where Node is elsewhere.
    const complaints = stderr.split('\n').filter((line) => line && !line.includes('/usr/bin/node'));
    expect(complaints).toEqual([]);
    if (existsSync('/usr/bin/node')) expect(status).toBe(0);
  });
});
