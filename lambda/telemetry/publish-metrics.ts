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
  // Object.keys widens to string; the list is a constant of ours.
  for (const name of Object.keys(metrics) as MetricName[]) {
    const value = values[name];
    // What is not known is left out: a zero would set its alarm to OK.
    if (value !== null) line.addMetric(name, MetricUnit[metrics[name].unit], value);
  }
  line.publishStoredMetrics();
}
