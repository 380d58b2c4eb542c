import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { loadSettings } from '../../src/platform/config/load-settings.js';

interface Service {
  readonly environment: Record<string, string>;
  readonly stop_grace_period: string;
  readonly networks: readonly string[];
  readonly read_only: boolean;
}

const lines = (file: string) => readFileSync(file, 'utf8').split('\n');
const { services } = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};
const replicas = ['api-1', 'api-2'].map((name) => services[name]);

describe('the image', () => {
  it('is built from files that exist and reach the build', () => {
    const copied = lines('Dockerfile')
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    const allowed = lines('.dockerignore').filter((line) => line.startsWith('!'));
    expect(new Set(copied.map((file) => `!${file.replace('./', '')}`))).toEqual(new Set(allowed));
    expect(copied.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('runs as an unprivileged user, by number, and without a shell', () => {
    const last = lines('Dockerfile').slice(
      lines('Dockerfile').findLastIndex((line) => line.startsWith('FROM ')),
    );
    expect(last).toContain('USER 65532:65532');
    expect(last.filter((line) => /^(RUN|(ENTRYPOINT|CMD| +CMD) [^[])/.test(line))).toEqual([]);
  });
});

/** As Compose fills them in. */
const filledIn = (environment: Record<string, string> = {}, env: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, text]) => [
      name,
      text.replaceAll(
        /\$\{(\w+):[-?](.*?)\}/g,
        (_, key: string, other: string) => env[key] ?? other,
      ),
    ]),
  );

describe('the composition', () => {
  it('gives both replicas settings that the API accepts', () => {
    for (const replica of replicas) {
      const settings = loadSettings({
        AUTH0_DOMAIN: 'your-tenant.eu.auth0.com',
        AUTH0_AUDIENCE: 'https://api.example.com',
        ...filledIn(replica?.environment, { API_DATABASE_PASSWORD: 'password' }),
      });
      expect(settings).toMatchObject({
        isProduction: true,
        port: 3000,
        trustProxy: 1,
        metricsHost: '0.0.0.0',
      });
      const grace = Number.parseInt(replica?.stop_grace_period ?? '0', 10);
      expect(grace).toBeGreaterThan(settings.shutdownGraceSeconds);
    }
  });

  it('lets .env count the proxies in front of its own', () => {
    for (const replica of replicas) {
      expect(filledIn(replica?.environment, { TRUST_PROXY: '2' })).toMatchObject({
        TRUST_PROXY: '2',
      });
    }
  });

  it('has a proxy that names both replicas', () => {
    const servers = lines('deploy/nginx/nginx.conf').filter((line) => /^ +server \S+:/.test(line));
    expect(servers.map((line) => /server (\S+)/.exec(line)?.[1])).toEqual([
      'api-1:3000',
      'api-2:3000',
    ]);
  });

  it('lets only the API and its helpers reach the network of the databases', () => {
    const inside = Object.keys(services).filter((name) =>
      services[name]?.networks.includes('inside'),
    );
    expect(inside.sort()).toEqual(
      ['api-1', 'api-2', 'database-role', 'migrate', 'postgres', 'redis'].sort(),
    );
    expect(services['proxy']?.networks).toEqual(['outside']);
  });

  it('connects the API as a role of its own, with a password, that is not the owner', () => {
    for (const replica of replicas) {
      expect(replica?.environment['DATABASE_URL']).toMatch(/^postgres:\/\/api:\$\{API_DATABASE_/);
      expect(replica?.environment['POSTGRES_PASSWORD']).toBe('');
    }
    expect(services['migrate']?.environment['DATABASE_URL']).toMatch(/^postgres:\/\/postgres:\$/);
    expect(JSON.stringify(services['postgres'])).not.toContain('trust');
  });

  it('mounts every image read-only', () => {
    expect(Object.values(services).map((service) => service.read_only)).toEqual(
      Object.keys(services).map(() => true),
    );
  });
});
