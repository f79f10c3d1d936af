import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import {
  type MetricName,
  type MetricValues,
  metricNamespace,
  metricService,
  metrics,
} from '../../src/monitoring/metrics.ts';
import { makeUnaffected, passesPlatform, readPlatformLevel } from './platform-level.ts';

/**
 * Publishes every declared metric of a run in one embedded-metric line, whatever the log level. Dimensions stay bounded:
 * the service alone.
 */
export function publishMetrics(values: MetricValues): void {
  const line = makeUnaffected(() => new Metrics({ namespace: metricNamespace, serviceName: metricService }));
  const platformLevel = readPlatformLevel(process.env);
  // Lambda drops lines by this key, embedded metrics too, and takes a line without it for INFO.
  if (!passesPlatform('INFO', platformLevel)) line.addMetadata('level', platformLevel);
  // Object.keys widens to string; the list is a constant of ours.
  for (const name of Object.keys(metrics) as MetricName[]) {
    const value = values[name];
    // What is not known is left out: a zero would set its alarm to OK.
    if (value !== null) line.addMetric(name, MetricUnit[metrics[name].unit], value);
  }
  line.publishStoredMetrics();
}
