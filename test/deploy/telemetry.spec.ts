import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { getOperationAST, parse as parseDocument, type GraphQLSchema } from 'graphql';
import { parse } from 'yaml';
import { costOf } from '../../src/platform/graphql/cost/cost-of.js';
import { Metrics } from '../../src/platform/telemetry/index.js';
import { collectMetrics } from '../../src/platform/telemetry/metrics-registry.js';
import { TestApi } from '../support/api.js';

/** Labels that Prometheus adds to whatever it scrapes, and those of a histogram. */
const COMMON_LABELS = ['job', 'instance', 'le'];
/** A metric and, where it is narrowed, its matchers. */
const SELECTOR = /\b((?:api|nodejs|process)_\w+)(?:\{([^}]*)\})?/g;

let schema: GraphQLSchema;
let metrics: ReturnType<typeof collectMetrics>;
let labelsOf: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  const api = await TestApi.startProduct({
    AUTH0_DOMAIN: 'http://127.0.0.1:9/',
    AUTH0_AUDIENCE: 'api',
  });
  metrics = collectMetrics(api.app.get(Metrics).definitions);
  schema = api.app.get(GraphQLSchemaHost).schema;
  await api.close();
  labelsOf = new Map(
    metrics.registry.getMetricsAsArray().flatMap((metric) => {
      const { name, labelNames = [] } = metric as unknown as {
        name: string;
        labelNames?: string[];
      };
      return ['', '_bucket', '_count', '_sum'].map(
        (suffix) => [name + suffix, labelNames] as const,
      );
    }),
  );
  await metrics.registry.metrics();
});
afterAll(() => metrics.stop());

const alerts = (
  parse(readFileSync('deploy/prometheus/alerts.yaml', 'utf8')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  }
).groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => ({ name: alert, expr })));

const panels = (
  JSON.parse(readFileSync('deploy/grafana/dashboard.json', 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  }
).panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ name: title, expr })));

describe.each([
  ['alert', alerts],
  ['panel', panels],
])('each %s', (_, all) => {
  it.each(all)('$name uses metrics and labels that the API has', ({ expr }) => {
    const selectors = [...expr.matchAll(SELECTOR)];
    expect(selectors).not.toEqual([]);
    for (const [, name = '', matchers = ''] of selectors) {
      expect([...labelsOf.keys()]).toContain(name);
      const labels = [...matchers.matchAll(/(\w+)\s*[=!]~?/g)].map(([, label]) => label);
      const known = [...COMMON_LABELS, ...(labelsOf.get(name) ?? [])];
      expect(labels.filter((label) => !known.includes(label ?? ''))).toEqual([]);
    }
  });
});

describe('what Prometheus is told', () => {
  const read = (file: string) => parse(readFileSync(file, 'utf8')) as never;

  it('has the same alerts with and without the operator', () => {
    const { spec } = read('deploy/kubernetes/monitoring/prometheus-rule.yaml') as { spec: object };
    expect(spec).toEqual(read('deploy/prometheus/alerts.yaml'));
  });

  it('scrapes the port that the manifests open, and finds the pods by their labels', () => {
    const { scrape_configs, rule_files } = read('deploy/prometheus/prometheus.yaml') as {
      scrape_configs: {
        static_configs?: { targets: string[] }[];
        relabel_configs?: { regex?: string }[];
      }[];
      rule_files: string[];
    };
    const { spec } = read('deploy/kubernetes/base/deployment.yaml') as {
      spec: {
        template: {
          metadata: { labels: Record<string, string> };
          spec: { containers: { ports: { name: string; containerPort: number }[] }[] };
        };
      };
    };
    const { metadata, spec: pod } = spec.template;
    const port = pod.containers[0]?.ports.find(({ name }) => name === 'metrics');
    const [processes, pods] = scrape_configs;
    expect(rule_files).toEqual(['alerts.yaml']);
    expect(processes?.static_configs?.[0]?.targets).toEqual([`127.0.0.1:${port?.containerPort}`]);
    expect(pods?.relabel_configs?.[0]?.regex).toBe(
      `${metadata.labels['app.kubernetes.io/name']};${port?.name}`,
    );
  });
});

it('there are nine alerts, each explained to operators', () => {
  expect(alerts).toHaveLength(9);
  const page = readFileSync('docs/operations.md', 'utf8');
  for (const { name } of alerts) expect(page).toContain(name);
});

describe('the table of costs', () => {
  const rows = readFileSync('docs/operations.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `{ '))
    .flatMap((line) => {
      const [, operations = '', points = ''] = line.split('|');
      return operations
        .split('`, `')
        .map((one) => [one.replaceAll('`', '').trim(), Number(points)] as const);
    });

  it.each(rows)('%s', (source, points) => {
    const document = parseDocument(source);
    const operation = getOperationAST(document);
    expect(operation && costOf(schema, document, operation, {})).toBe(points);
  });
});
