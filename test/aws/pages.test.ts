import { afterEach, describe, expect, it } from 'vitest';
import { awsOver } from './aws-over.ts';
import { type Answer, json, serviceError, startWireServer, type WireServer } from './wire-server.ts';

let server: WireServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
});

async function over(...answers: [Answer, ...Answer[]]) {
  server = await startWireServer(...answers);
  return awsOver(server.origin);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

const bodies = () => (server?.requests ?? []).map(({ body }) => JSON.parse(body));

describe('reading log events', () => {
  const event = (eventId: string) => ({
    eventId,
    timestamp: 1,
    ingestionTime: 2,
    logStreamName: 's',
    message: eventId,
  });

  it('follows empty pages to the end and gives each event once', async () => {
    const { aws } = await over(
      json(200, { events: [event('1')], nextToken: 'a' }),
      json(200, { events: [], nextToken: 'b' }),
      json(200, { nextToken: 'c' }),
      json(200, { events: [event('1'), event('2')] }),
    );

    const events = await collect(aws.logs.filter('g', { startMs: 5, endMs: 9, pattern: 'p' }));

    expect(events.map(({ id }) => id)).toEqual(['1', '2']);
    expect(events[0]).toEqual({ id: '1', timestampMs: 1, ingestedMs: 2, stream: 's', message: '1' });
    expect(bodies().map(({ nextToken }) => nextToken)).toEqual([undefined, 'a', 'b', 'c']);
    expect(bodies()[0]).toEqual({ logGroupName: 'g', startTime: 5, endTime: 9, filterPattern: 'p' });
  });

  it('records no message', async () => {
    const { aws, records } = await over(json(200, { events: [{ ...event('1'), message: 'canary' }] }));

    await collect(aws.logs.filter('g', { startMs: 0 }));

    expect(JSON.stringify(records)).not.toContain('canary');
  });

  it('fails rather than end early when a page cannot be read', async () => {
    const { aws } = await over(
      json(200, { events: [event('1')], nextToken: 'a' }),
      serviceError(400, 'AccessDeniedException'),
    );

    await expect(collect(aws.logs.filter('g', { startMs: 0 }))).rejects.toMatchObject({
      code: 'AWS_ACCESS_DENIED',
    });
  });

  it('finds a log group by its whole name among longer ones, across pages', async () => {
    const { aws } = await over(
      json(200, { logGroups: [{ logGroupName: 'g-longer' }], nextToken: 'a' }),
      json(200, { logGroups: [{ logGroupName: 'g', retentionInDays: 30 }] }),
    );

    expect(await aws.logs.group('g')).toEqual({ name: 'g', retentionDays: 30 });
  });
});

describe('reading metrics', () => {
  const query = {
    id: 'runs',
    namespace: 'naver-sms',
    name: 'Runs',
    dimensions: { service: 'naver-sms' },
    stat: 'Sum',
    periodSeconds: 60,
  } as const;
  const range = { startMs: 0, endMs: 60_000 };
  const result = (fields: object) => ({
    MetricDataResults: [{ Id: 'runs', StatusCode: 'Complete', ...fields }],
  });

  it('joins pages in order, and gives an empty list where there are no points', async () => {
    const { aws } = await over(
      json(200, { ...result({ StatusCode: 'PartialData', Timestamps: [60], Values: [1] }), NextToken: 'a' }),
      json(200, result({ Timestamps: [120], Values: [2] })),
    );

    const series = await aws.metrics.series([query, { ...query, id: 'none' }], range);

    expect(series.get('runs')).toEqual([
      { timestampMs: 60_000, value: 1 },
      { timestampMs: 120_000, value: 2 },
    ]);
    expect(series.get('none')).toEqual([]);
  });

  it.each([
    ['Forbidden', 'AWS_ACCESS_DENIED'],
    ['InternalError', 'AWS_REJECTED'],
  ])('does not pass a query that answers %s off as a metric without points', async (StatusCode, code) => {
    const { aws } = await over(json(200, result({ StatusCode })));

    await expect(aws.metrics.series([query], range)).rejects.toMatchObject({ code });
  });

  it('lists metric and composite alarms of all pages', async () => {
    const alarm = { AlarmName: 'a', AlarmArn: 'arn', StateValue: 'OK', ActionsEnabled: false };
    const { aws } = await over(
      json(200, {
        MetricAlarms: [{ ...alarm, Threshold: 0, Dimensions: [{ Name: 'd', Value: 'v' }] }],
        NextToken: 't',
      }),
      json(200, { CompositeAlarms: [{ ...alarm, AlarmName: 'c' }] }),
    );

    const alarms = await aws.metrics.alarms('naver');

    expect(alarms.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'metric'],
      ['c', 'composite'],
    ]);
    expect(alarms[0]).toMatchObject({ threshold: 0, dimensions: { d: 'v' }, actionsEnabled: false });
  });
});

describe('reading rule targets', () => {
  it('follows the pages and keeps retry policy and dead letter queue', async () => {
    const { aws } = await over(
      json(200, { Targets: [{ Id: '1', Arn: 'arn:1' }], NextToken: 't' }),
      json(200, {
        Targets: [
          {
            Id: '2',
            Arn: 'arn:2',
            RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
            DeadLetterConfig: { Arn: 'arn:q' },
          },
        ],
      }),
    );

    const targets = await aws.rules.targets('r');

    expect(targets).toEqual([
      {
        id: '1',
        arn: 'arn:1',
        maximumRetryAttempts: null,
        maximumEventAgeSeconds: null,
        deadLetterArn: null,
      },
      { id: '2', arn: 'arn:2', maximumRetryAttempts: 0, maximumEventAgeSeconds: 60, deadLetterArn: 'arn:q' },
    ]);
  });
});

describe('an image', () => {
  it('tells a scan without findings from an image that was never scanned', async () => {
    const { aws } = await over(
      json(200, {
        imageDetails: [
          {
            imageTags: ['v1'],
            imageScanStatus: { status: 'COMPLETE' },
            imageScanFindingsSummary: { findingSeverityCounts: { HIGH: 2 } },
          },
        ],
      }),
      json(200, { imageDetails: [{ imageDigest: 'sha256:0' }] }),
    );

    expect(await aws.images.describe('r', 'sha256:0')).toEqual({
      tags: ['v1'],
      scanStatus: 'COMPLETE',
      criticalFindings: 0,
    });
    expect(await aws.images.describe('r', 'sha256:0')).toEqual({
      tags: [],
      scanStatus: null,
      criticalFindings: null,
    });
  });
});

describe('a secret', () => {
  it('that is being deleted is not there', async () => {
    const { aws } = await over(json(200, { Name: 's', DeletedDate: 1 }), json(200, { Name: 's' }));

    expect(await aws.secrets.exists('s')).toBe(false);
    expect(await aws.secrets.exists('s')).toBe(true);
  });
});

describe("reading an alarm's history", () => {
  const item = (type: string, seconds: number) => ({
    Timestamp: seconds,
    HistoryItemType: type,
    HistorySummary: `entry ${seconds}`,
    HistoryData: '{}',
  });

  it('follows every page, asks for composite alarms too, and leaves other kinds of entries out', async () => {
    const { aws } = await over(
      json(200, { AlarmHistoryItems: [item('StateUpdate', 10)], NextToken: 'a' }),
      json(200, { AlarmHistoryItems: [], NextToken: 'b' }),
      json(200, { AlarmHistoryItems: [item('ConfigurationUpdate', 11), item('Action', 12)] }),
    );

    const items = await aws.metrics.alarmHistory('an-alarm', 5_000);

    expect(items.map(({ type, timestampMs }) => [type, timestampMs])).toEqual([
      ['StateUpdate', 10_000],
      ['Action', 12_000],
    ]);
    expect(bodies().map(({ NextToken }) => NextToken)).toEqual([undefined, 'a', 'b']);
    expect(bodies()[0]).toMatchObject({
      AlarmName: 'an-alarm',
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      StartDate: 5,
    });
  });
});
