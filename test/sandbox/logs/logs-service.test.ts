import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, describe, expect, it } from 'vitest';
import type { DialSettings } from '../../../src/sandbox/dials.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { testOptions, testWorld } from '../test-world.ts';

const logGroupName = '/aws/test';
const logStreamName = 'stream-1';
const running: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of running.splice(0)) {
    expect(sandbox.inspect().problems).toEqual([]);
    await sandbox.stop();
  }
});

async function start(dials: DialSettings['logs'] = {}) {
  const logs = { ingestionDelayMs: 0, emptyFirstPageChance: 0, ...dials };
  const sandbox = await startSandbox(testOptions({ dials: { logs } }));
  running.push(sandbox);
  const { endpoint, credentials } = sandbox;
  const options = { endpoint, credentials, region: testWorld.region, maxAttempts: 1 };
  const client = new CloudWatchLogsClient(options);
  await client.send(new CreateLogGroupCommand({ logGroupName }));
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const put = (messages: readonly string[], timestamp = sandbox.clock.nowMs()) =>
    client.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: messages.map((message, index) => ({ message, timestamp: timestamp + index })),
      }),
    );
  return { sandbox, client, put, options };
}

async function pages(client: CloudWatchLogsClient, filterPattern = ''): Promise<FilteredLogEvent[][]> {
  const found: FilteredLogEvent[][] = [];
  let nextToken: string | undefined;
  do {
    const answer = await client.send(
      new FilterLogEventsCommand({ logGroupName, filterPattern, ...(nextToken ? { nextToken } : {}) }),
    );
    found.push(answer.events ?? []);
    nextToken = answer.nextToken;
  } while (nextToken !== undefined);
  return found;
}

describe('FilterLogEvents', () => {
  it('gives partial and empty pages with a token, and each event exactly once over all of them', async () => {
    const { client, put } = await start({ pageEvents: 10 });
    const messages = Array.from({ length: 55 }, (_, index) => `${index < 30 ? 'noise' : 'signal'} ${index}`);
    await put(messages);
    const found = await pages(client, 'signal');
    expect(found.map((page) => page.length)).toEqual([0, 0, 0, 10, 10, 5]);
    expect(found.flat().map(({ message }) => message)).toEqual(messages.slice(30));
    expect(new Set(found.flat().map(({ eventId }) => eventId)).size).toBe(25);
  });

  it('can begin with an empty page although events follow', async () => {
    const { client, put } = await start({ emptyFirstPageChance: 1 });
    await put(['one']);
    expect((await pages(client)).map((page) => page.length)).toEqual([0, 1]);
  });

  it('hides an event until it is ingested', async () => {
    const { sandbox, client, put } = await start({ ingestionDelayMs: 20_000 });
    await put(['late']);
    expect((await pages(client)).flat()).toEqual([]);
    await sandbox.clock.sleep(21_000);
    const [event] = (await pages(client)).flat();
    expect(event?.message).toBe('late');
    expect((event?.ingestionTime ?? 0) - (event?.timestamp ?? 0)).toBeGreaterThanOrEqual(19_000);
  });

  it('orders by event time, and takes the group’s ARN as well as its name', async () => {
    const { sandbox, client, put } = await start();
    const now = sandbox.clock.nowMs();
    await put(['second'], now - 1000);
    await put(['first'], now - 5000);
    const logGroupIdentifier = `arn:aws:logs:${testWorld.region}:${testWorld.account}:log-group:${logGroupName}`;
    const { events } = await client.send(
      new FilterLogEventsCommand({ logGroupIdentifier, startTime: now - 6000 }),
    );
    expect(events?.map(({ message }) => message)).toEqual(['first', 'second']);
  });

  it('refuses a group that is not there and a token that it did not give', async () => {
    const { client } = await start();
    const nowhere = new FilterLogEventsCommand({ logGroupName: 'nowhere' });
    await expect(client.send(nowhere)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const forged = new FilterLogEventsCommand({ logGroupName, nextToken: 'forged' });
    await expect(client.send(forged)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('groups and streams', () => {
  it('are described, streams with their newest event, and read from both ends', async () => {
    const { client, put } = await start();
    await put(['a', 'b', 'c'], 1_800_000_000_000);
    const { logGroups } = await client.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
    );
    expect(logGroups).toMatchObject([
      { logGroupName, arn: expect.stringMatching(/:log-group:\/aws\/test:\*$/) },
    ]);
    const { logStreams } = await client.send(
      new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true }),
    );
    expect(logStreams).toMatchObject([{ logStreamName, lastEventTimestamp: 1_800_000_000_002 }]);
    const head = { logGroupName, logStreamName, startFromHead: true, limit: 2 };
    const first = await client.send(new GetLogEventsCommand(head));
    expect(first.events?.map(({ message }) => message)).toEqual(['a', 'b']);
    const more = { ...head, ...(first.nextForwardToken ? { nextToken: first.nextForwardToken } : {}) };
    const second = await client.send(new GetLogEventsCommand(more));
    expect(second.events?.map(({ message }) => message)).toEqual(['c']);
    const tail = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: 1 }));
    expect(tail.events?.map(({ message }) => message)).toEqual(['c']);
  });
});

describe('a line in the embedded metric format', () => {
  it('becomes metric values under every set of dimensions', async () => {
    const { sandbox, put, options } = await start();
    const now = Math.floor(sandbox.clock.nowMs());
    const document = {
      _aws: {
        Timestamp: now,
        CloudWatchMetrics: [
          {
            Namespace: 'naver-sms',
            Dimensions: [['service'], []],
            Metrics: [{ Name: 'Runs', Unit: 'Count' }, { Name: 'Many' }],
          },
        ],
      },
      service: 'naver-sms',
      Runs: 1,
      Many: [2, 4],
    };
    await put([JSON.stringify(document), '{"_aws": "no metrics"}', 'no JSON "_aws"']);
    const cloudwatch = new CloudWatchClient(options);
    const ask = (MetricName: string, Dimensions: { Name: string; Value: string }[]) =>
      cloudwatch.send(
        new GetMetricStatisticsCommand({
          Namespace: 'naver-sms',
          MetricName,
          Dimensions,
          StartTime: new Date(now - 60_000),
          EndTime: new Date(now + 60_000),
          Period: 60,
          Statistics: ['Sum', 'SampleCount'],
        }),
      );
    const dimensions = [{ Name: 'service', Value: 'naver-sms' }];
    expect((await ask('Runs', dimensions)).Datapoints).toMatchObject([{ Sum: 1, Unit: 'Count' }]);
    expect((await ask('Many', dimensions)).Datapoints).toMatchObject([{ Sum: 6, SampleCount: 2 }]);
    expect((await ask('Many', [])).Datapoints).toMatchObject([{ Sum: 6 }]);
    expect((await ask('Runs', [{ Name: 'service', Value: 'other' }])).Datapoints).toEqual([]);
  });
});
