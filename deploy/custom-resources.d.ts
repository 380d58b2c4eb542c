import type { LabelSelector, ObjectMeta } from 'kubernetes-types/meta/v1';

/*
 * Custom resources of the Prometheus operator, with the fields that the manifests use:
 * https://prometheus-operator.dev/docs/api-reference/api/
 */

type ApiVersion = 'monitoring.coreos.com/v1';
type Labels = Readonly<Record<string, string>>;

export interface PodMonitor {
  apiVersion: ApiVersion;
  kind: 'PodMonitor';
  metadata: ObjectMeta;
  spec: {
    jobLabel?: string;
    selector: LabelSelector;
    podMetricsEndpoints: PodMetricsEndpoint[];
  };
}

interface PodMetricsEndpoint {
  port: string;
  path?: string;
  scheme?: 'http' | 'https';
  interval?: string;
  scrapeTimeout?: string;
}

export interface PrometheusRule {
  apiVersion: ApiVersion;
  kind: 'PrometheusRule';
  metadata: ObjectMeta;
  spec: { groups: { name: string; interval?: string; rules: AlertingRule[] }[] };
}

interface AlertingRule {
  alert: string;
  expr: string;
  for?: string;
  labels?: Labels;
  annotations?: Labels;
}
