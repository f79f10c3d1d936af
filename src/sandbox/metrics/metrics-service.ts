import type { SandboxService } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { AlarmBook, type AlarmBookOptions } from './alarm-book.ts';
import { alarmOperations } from './alarm-operations.ts';
import { createCompositeAlarms } from './composite-alarms.ts';
import { metricDataOperation } from './metric-data-operation.ts';
import { metricOperations } from './metric-operations.ts';
import { MetricStore } from './metric-store.ts';

export interface MetricsDials {
  /** Points on one page of GetMetricData. */
  readonly pagePoints: number;
  /** Entries on one page of DescribeAlarmHistory. */
  readonly pageHistory: number;
}

export interface MetricsService extends SandboxService {
  readonly store: MetricStore;
  readonly alarms: AlarmBook;
}

/** CloudWatch: metrics, and alarms that evaluate on virtual time. */
export function createMetricsService(
  context: SandboxContext,
  options: Pick<AlarmBookOptions, 'publish' | 'faults'> & { readonly dials: MetricsDials },
): MetricsService {
  const store = new MetricStore();
  const alarms = new AlarmBook({ context, store, publish: options.publish, faults: options.faults });
  return {
    name: 'monitoring',
    store,
    alarms,
    operations: {
      ...metricOperations(store),
      ...alarmOperations(alarms, createCompositeAlarms(context), options.dials.pageHistory),
      GetMetricData: metricDataOperation(store, options.dials.pagePoints),
    },
  };
}
