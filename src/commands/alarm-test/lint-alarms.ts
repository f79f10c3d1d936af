/* Reads what lint needs, each source once for all alarms, and judges every alarm's way to people. */
import type { Alarm } from '../../aws/alarm.ts';
import type { FunctionConfiguration, MetricQuery } from '../../aws/services.ts';
import {
  type AlarmWay,
  type DataFacts,
  dataWindowMs,
  judgeWay,
  type WayFacts,
} from '../../domain/alarm-way.ts';
import { parseSchedule, periodMsOf } from '../../domain/schedule.ts';
import type { Reading } from '../../domain/verification-facts.ts';
import { alarmsOf } from '../../monitoring/alarms.ts';
import { metricNamespace } from '../../monitoring/metrics.ts';
import type { Toolbox } from '../toolbox.ts';
import { tryRead } from '../try-read.ts';

export interface LintedWays {
  readonly wayOf: (alarm: Alarm) => AlarmWay;
  /** Where the relay logs; null where there is no relay. */
  readonly relayLogGroup: Reading<string | null>;
}

/** Throws only when it is interrupted: what could not be read makes the cells of lint inconclusive. */
export async function lintAlarms(toolbox: Toolbox, alarms: readonly Alarm[]): Promise<LintedWays> {
  const { aws, environment } = toolbox;
  const [tickPeriodMs, relay, topics, series] = await Promise.all([
    readTickPeriod(toolbox),
    tryRead(toolbox, {
      source: `lambda:GetFunctionConfiguration ${environment.relay}`,
      ask: () => aws.functions.configuration(environment.relay),
    }),
    readTopics(toolbox, alarms),
    readSeries(toolbox, alarms),
  ]);
  const relayArn = mapped(relay, (found) => found && unqualified(found));
  return {
    relayLogGroup: mapped(relay, (found) => found?.logGroup ?? null),
    wayOf: (alarm) => {
      const data = mapped(series, (hasData) => dataFacts(toolbox, alarm, hasData));
      return judgeWay(alarm, { tickPeriodMs, topics, relayArn, data });
    },
  };
}

function mapped<From, To>(reading: Reading<From>, map: (value: From) => To): Reading<To> {
  return reading.state === 'read' ? { ...reading, value: map(reading.value) } : reading;
}

function unqualified({ arn }: FunctionConfiguration): string {
  return arn.split(':').slice(0, 7).join(':');
}

async function readTickPeriod(toolbox: Toolbox): Promise<number | null> {
  const { rule: name } = toolbox.environment;
  const rule = await tryRead(toolbox, {
    source: `events:DescribeRule ${name}`,
    ask: () => toolbox.aws.rules.describe(name),
  });
  const schedule = rule.state === 'read' ? parseSchedule(rule.value?.schedule ?? '') : null;
  return schedule && periodMsOf(schedule, toolbox.clock.now().getTime());
}

async function readTopics(toolbox: Toolbox, alarms: readonly Alarm[]): Promise<WayFacts['topics']> {
  const topics = [...new Set(alarms.flatMap(({ alarmActions }) => alarmActions))].filter((action) =>
    /^arn:aws[\w-]*:sns:/.test(action),
  );
  const readings = topics.map(async (topic) => {
    const source = `sns:ListSubscriptionsByTopic ${topic}`;
    const reading = await tryRead(toolbox, { source, ask: () => toolbox.aws.topics.subscriptions(topic) });
    return [topic, reading] as const;
  });
  return new Map(await Promise.all(readings));
}

type Series = Pick<MetricQuery, 'namespace' | 'name' | 'dimensions'>;
type HasData = (series: Series) => boolean;

const lambdaNamespace = 'AWS/Lambda';

/** The metric that comes with every run under the same dimensions. */
const companions: ReadonlyMap<string, string> = new Map([
  [lambdaNamespace, 'Invocations'],
  [metricNamespace, 'Runs'],
]);

/** Which series had a data point in the last day, by one call for all. */
async function readSeries(toolbox: Toolbox, alarms: readonly Alarm[]): Promise<Reading<HasData>> {
  const wanted = new Map(
    alarms.flatMap((alarm) => seriesOf(alarm)).map((series) => [keyOf(series), series] as const),
  );
  const queries = [...wanted].map(
    ([key, series], index) =>
      [key, { ...series, id: `m${index}`, stat: 'Sum', periodSeconds: 3_600 } satisfies MetricQuery] as const,
  );
  if (queries.length === 0) return { state: 'read', value: () => false, source: 'no metric' };
  return await tryRead<HasData>(toolbox, {
    source: 'cloudwatch:GetMetricData over 24 h',
    ask: async () => {
      const endMs = toolbox.clock.now().getTime() + 60_000;
      const range = { startMs: endMs - dataWindowMs, endMs };
      const points = await toolbox.aws.metrics.series(
        queries.map(([, query]) => query),
        range,
      );
      const withData = new Set(
        queries.filter(([, { id }]) => (points.get(id)?.length ?? 0) > 0).map(([key]) => key),
      );
      return (series) => withData.has(keyOf(series));
    },
  });
}

function seriesOf(alarm: Alarm): readonly Series[] {
  const own = ownSeries(alarm);
  if (!own) return [];
  const companion = companions.get(own.namespace);
  return companion === undefined ? [own] : [own, { ...own, name: companion }];
}

function ownSeries({ namespace, metric, dimensions }: Alarm): Series | null {
  return namespace === null || metric === null ? null : { namespace, name: metric, dimensions };
}

function dataFacts({ environment }: Toolbox, alarm: Alarm, hasData: HasData): DataFacts {
  const own = ownSeries(alarm);
  // A composite alarm watches other alarms, and a metric-math one is none of ours.
  if (!own)
    return { hasOwn: alarm.type === 'composite', hasCompanion: null, isSparse: false, isDeclared: false };
  const companion = companions.get(own.namespace);
  return {
    hasOwn: hasData(own),
    hasCompanion: companion === undefined ? null : hasData({ ...own, name: companion }),
    isSparse: own.namespace === lambdaNamespace && own.name === 'Throttles',
    isDeclared: alarmsOf(environment).some(
      ({ namespace, metric, dimensions }) => keyOf({ namespace, name: metric, dimensions }) === keyOf(own),
    ),
  };
}

function keyOf({ namespace, name, dimensions }: Series): string {
  const sorted = Object.entries(dimensions).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
