import { afterEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { loadSettings } from '../../src/platform/config/load-settings.js';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.js';

const MANIFESTS = 'deploy/kubernetes';
/** The content of the Secret, which operators create in the cluster. */
const SECRET = {
  AUTH0_CLIENT_ID: 'id',
  AUTH0_CLIENT_SECRET: 'secret',
  REDIS_URL: 'rediss://:password@redis.example.com:6379',
};

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly containers: [
    {
      readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
      readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
    },
  ];
}

let folder: TemporaryFolder | undefined;
afterEach(() => folder?.remove());

describe('the schema', () => {
  it('accepts every manifest', () => {
    expect(validate(MANIFESTS)).toMatchObject({ status: 0, errors: [] });
  });

  it('refuses an unknown field, a missing one, a wrong type, and a file that is not there', () => {
    folder = createTemporaryFolder('manifests');
    cpSync(MANIFESTS, folder.path, { recursive: true });
    edit('base/deployment.yaml', 'readOnlyRootFilesystem', 'readOnlyRootFileSystem');
    edit('base/service.yaml', 'port: 80', "port: '80'");
    edit('base/horizontal-pod-autoscaler.yaml', 'maxReplicas: 10', '');
    edit('overlays/production/deployment.yaml', 'maxSkew', 'maximumSkew');
    edit('overlays/production/kustomization.yaml', '- namespace.yaml', '- nowhere.yaml');
    edit('overlays/production/ingress.yaml', 'ingressClassName', 'ingressClass');
    edit('monitoring/pod-monitor.yaml', 'podMetricsEndpoints', 'podMetricEndpoints');
    edit('components/database/deployment.yaml', 'initContainers', 'initContainer');
    const { status, errors } = validate(folder.path);
    expect(status).toBe(1);
    for (const expected of [
      /^base\/deployment\.yaml: .*'"readOnlyRootFileSystem"' does not exist in type/,
      /^base\/service\.yaml: .*'string' is not assignable to type 'number'/,
      /^base\/horizontal-pod-autoscaler\.yaml: .*'maxReplicas' is missing/,
      /^overlays\/production\/deployment\.yaml: .*'"maximumSkew"' does not exist in type/,
      /^overlays\/production\/kustomization\.yaml: there is no nowhere\.yaml/,
      /^overlays\/production\/ingress\.yaml: .*'"ingressClass"' does not exist in type/,
      /^monitoring\/pod-monitor\.yaml: .*'"podMetricEndpoints"' does not exist in type/,
      /^components\/database\/deployment\.yaml: .*'"initContainer"' does not exist in type/,
    ]) {
      expect(errors).toContainEqual(expect.stringMatching(expected));
    }
  });
});

describe('the component for a database', () => {
  it('fits into the overlay', () => {
    folder = createTemporaryFolder('manifests');
    cpSync(MANIFESTS, folder.path, { recursive: true });
    edit('overlays/production/kustomization.yaml', '# components:\n#   -', 'components:\n  -');
    expect(validate(folder.path)).toMatchObject({ status: 0, errors: [] });
  });
});

describe('the Ingress', () => {
  const { metadata, spec } = parse(read('overlays/production/ingress.yaml')) as {
    metadata: { annotations: Record<string, string> };
    spec: {
      tls: { hosts: string[] }[];
      rules: { host: string; http: { paths: { path: string; pathType: string }[] } }[];
    };
  };
  const [rule] = spec.rules;

  it('publishes the API at its public address, by TLS alone', () => {
    const { host, pathname } = new URL(environment()['PUBLIC_URL'] ?? '');
    expect(spec.rules).toHaveLength(1);
    expect(rule?.host).toBe(host);
    expect(spec.tls.map(({ hosts }) => hosts)).toEqual([[host]]);
    expect(rule?.http.paths).toContainEqual(
      expect.objectContaining({ path: pathname, pathType: 'Exact' }),
    );
    expect(Object.values(metadata.annotations)).toContain('websecure');
  });

  it('publishes neither probes nor metrics', () => {
    const paths = rule?.http.paths.map(({ path }) => path) ?? [];
    expect(paths.filter((path) => /^\/(health|metrics)?$|health|metrics/.test(path))).toEqual([]);
  });
});

describe('the settings', () => {
  it('are accepted by the API, together with those of the Secret', () => {
    const settings = loadSettings({ ...environment(), ...SECRET });
    expect(settings).toMatchObject({ isProduction: true, trustProxy: 1 });
    expect(settings.issuers).toHaveLength(1);
  });

  it('contain no secret', () => {
    expect(Object.keys(environment()).filter((name) => name in SECRET)).toEqual([]);
  });

  it('name the ports of the container', () => {
    const { PORT, METRICS_PORT, METRICS_HOST } = environment();
    // Loopback is the default, and Prometheus comes from another pod.
    expect(METRICS_HOST).toBe('0.0.0.0');
    const [{ ports }] = podSpec().containers;
    expect(ports).toEqual([
      { name: 'http', containerPort: Number(PORT) },
      { name: 'metrics', containerPort: Number(METRICS_PORT) },
    ]);
  });

  it('leave time to shut down before the pod is killed', () => {
    const { terminationGracePeriodSeconds, containers } = podSpec();
    const { seconds } = containers[0].lifecycle.preStop.sleep;
    const grace = Number(environment()['SHUTDOWN_GRACE_SECONDS']);
    expect(terminationGracePeriodSeconds).toBeGreaterThan(seconds + grace);
  });
});

function validate(path: string): { status: number | null; errors: string[] } {
  const { status, stderr } = spawnSync(process.execPath, ['deploy/validate.mjs', path], {
    encoding: 'utf8',
  });
  return { status, errors: stderr.split('\n').filter(Boolean) };
}

function edit(file: string, from: string, to: string): void {
  const path = join(folder?.path ?? '', file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

function environment(): Record<string, string | undefined> {
  return ['base', 'overlays/production'].reduce(
    (all, place) => ({ ...all, ...parseEnv(read(`${place}/settings.env`)) }),
    {},
  );
}

function podSpec(): PodSpec {
  const manifest = parse(read('base/deployment.yaml')) as { spec: { template: { spec: PodSpec } } };
  return manifest.spec.template.spec;
}

function read(file: string): string {
  return readFileSync(join(MANIFESTS, file), 'utf8');
}
