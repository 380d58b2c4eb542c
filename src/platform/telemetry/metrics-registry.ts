import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricDefinition } from './metrics.js';

/** Collects the declared metrics, and those of the process, until `stop` is called. */
export function collectMetrics(definitions: readonly MetricDefinition[]): {
  readonly registry: Registry;
  readonly stop: () => void;
} {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const stops = definitions.map((definition) => collect(definition, registry));
  return { registry, stop: () => stops.forEach((stop) => stop()) };
}

function collect(definition: MetricDefinition, registry: Registry): () => void {
  const { name, help, labels = [] } = definition;
  const configuration = { name, help, labelNames: labels, registers: [registry] };
  switch (definition.kind) {
    case 'counter': {
      const counter = new Counter(configuration);
      return definition.listen((of, value) => counter.inc(of, value));
    }
    case 'histogram': {
      const buckets = [...definition.buckets];
      const histogram = new Histogram({ ...configuration, buckets });
      return definition.listen((of, value) => histogram.observe(of, value));
    }
    case 'gauge': {
      const { read } = definition;
      const gauge: Gauge = new Gauge({
        ...configuration,
        collect: () => {
          // A label that is gone must not keep its last value.
          gauge.reset();
          for (const reading of read()) gauge.set(reading.labels ?? {}, reading.value);
        },
      });
      return () => undefined;
    }
  }
}
