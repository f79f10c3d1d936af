import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlarmSpec } from '../../src/monitoring/alarm-spec.ts';
import { alarmsOf } from '../../src/monitoring/alarms.ts';
import { metricNamespace } from '../../src/monitoring/metrics.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { testOptions, testWorld } from '../sandbox/test-world.ts';

/*
 * A day of 72 ticks, with the metric of each alarm as runs would publish it, against CloudWatch's evaluation of each
 * minute: one trouble is one change to ALARM, however long it lasts.
 */

const minuteMs = 60_000;
const tickMs = 20 * minuteMs;
const ticksOfADay = 72;
/** A run ends up to five minutes after its tick, and publishes then. */
const runMinutes = [0, 5, 1, 4, 2];

/** Which ticks of the day meet the trouble. Each has a set of all alarms to itself. */
const patterns: Readonly<Record<string, (tick: number) => boolean>> = {
  always: () => true,
  once: (tick) => tick === 10,
  'half a day': (tick) => tick < 36,
  'each second': (tick) => tick % 2 === 0,
  never: () => false,
};

/** Missing runs are no metric of a run: they are silence. */
const declared = alarmsOf({ function: testWorld.function, relay: testWorld.relay }).filter(
  ({ id }) => id !== 'no-runs',
);
const alarms = Object.entries(patterns).flatMap(([pattern, isBad]) =>
  declared.map((alarm) => ({
    ...alarm,
    name: `${alarm.name} ${pattern}`,
    dimensions: { ...alarm.dimensions, pattern },
    isBad,
  })),
);
type Alarm = (typeof alarms)[number];

const valueAt = (tick: number, { isBad, comparison, threshold }: Alarm): number => {
  if (!isBad(tick)) return 0;
  return comparison === 'GreaterThanThreshold' ? threshold + 1 : threshold;
};

let sandbox: Sandbox;
let changes: ReadonlyMap<string, readonly string[]>;
beforeAll(async () => {
  sandbox = await startSandbox(testOptions({ world: { ...testWorld, alarms } }));
  const { endpoint, credentials } = sandbox;
  const client = new CloudWatchClient({ endpoint, credentials, region: testWorld.region });
  await passADay(client);
  changes = await readChanges(client);
});
afterAll(() => sandbox.stop());

async function passADay(client: CloudWatchClient): Promise<void> {
  for (let tick = 0; tick < ticksOfADay; tick += 1) {
    const afterMs = (runMinutes[tick % runMinutes.length] ?? 0) * minuteMs;
    await sandbox.clock.sleep(afterMs);
    for (const Namespace of new Set(alarms.map(({ namespace }) => namespace))) {
      const MetricData = alarms
        .filter(({ namespace }) => namespace === Namespace)
        .map((alarm) => ({
          MetricName: alarm.metric,
          Dimensions: Object.entries(alarm.dimensions).map(([Name, Value]) => ({ Name, Value })),
          Value: valueAt(tick, alarm),
          Timestamp: sandbox.clock.now(),
        }));
      await client.send(new PutMetricDataCommand({ Namespace, MetricData }));
    }
    await sandbox.clock.sleep(tickMs - afterMs);
  }
}

/** The states that each alarm came to, oldest first. */
async function readChanges(client: CloudWatchClient): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeAlarmHistoryCommand({
        HistoryItemType: 'StateUpdate',
        ScanBy: 'TimestampAscending',
        ...(NextToken ? { NextToken } : {}),
      }),
    );
    for (const { AlarmName = '', HistorySummary = '' } of page.AlarmHistoryItems ?? []) {
      found.set(AlarmName, [...(found.get(AlarmName) ?? []), HistorySummary.split(' ').at(-1) ?? '']);
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found;
}

describe.each(declared.map((alarm) => [alarm.id, alarm] as const))('alarm %s', (_, alarm) => {
  const seen = (pattern: string) => changes.get(`${alarm.name} ${pattern}`) ?? [];

  it('is one message on a trouble that lasts all day, and none on a good day', () => {
    expect([seen('always'), seen('never')]).toEqual([['ALARM'], []]);
  });

  it('is one message and its end on a trouble that ends, after one run or after half a day', () => {
    expect([seen('once'), seen('half a day')]).toEqual([
      ['ALARM', 'OK'],
      ['ALARM', 'OK'],
    ]);
  });
});

/** What counts a state of the last run does not come and go by itself: it lasts until somebody deals with it. */
const isState = ({ namespace, statistic }: AlarmSpec) =>
  namespace === metricNamespace && statistic === 'Maximum';
const events = declared.filter((alarm) => !isState(alarm));

describe.each(events.map(({ id, name }) => [id, name] as const))('alarm %s', (_, name) => {
  it('is one message on a trouble that each second run meets', () => {
    expect(changes.get(`${name} each second`)).toEqual(['ALARM']);
  });
});
