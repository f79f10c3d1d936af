import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import {
  type MetricName,
  type MetricValues,
  metricNamespace,
  metricService,
  metrics,
} from '../../src/monitoring/metrics.ts';

/** Publishes every declared metric of a run in one embedded-metric line. Dimensions stay bounded: the service alone. */
export function publishMetrics(values: MetricValues): void {
  const line = new Metrics({ namespace: metricNamespace, serviceName: metricService });
  for (const name of Object.keys(metrics) as MetricName[]) {
    // Object.keys widens to string; the list is a constant of ours.
    line.addMetric(name, MetricUnit[metrics[name].unit], values[name]);
  }
  line.publishStoredMetrics();
}
