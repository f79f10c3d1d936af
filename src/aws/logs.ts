/* CloudWatch Logs, read page by page: verification may not sample. */
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { answerOf } from './answer-of.ts';
import { type AwsClientOptions, clientPair } from './client-settings.ts';
import type { LogEvent, LogService } from './services.ts';

export function createLogService(options: AwsClientOptions): LogService {
  return logServiceOver(clientPair(options, 'patient', (config) => new CloudWatchLogsClient(config)).reader);
}

export function logServiceOver(client: CloudWatchLogsClient): LogService {
  return {
    group: (name) => findGroup(client, name),
    filter: (group, range) => filterEvents(client, group, range),
  };
}

const groupsAnswer = z.object({
  logGroups: z
    .array(z.object({ logGroupName: z.string(), retentionInDays: z.number().nullish() }))
    .default([]),
  nextToken: z.string().nullish(),
});

async function findGroup(client: CloudWatchLogsClient, name: string) {
  const call = { action: 'logs:DescribeLogGroups', subject: `log group ${name}` };
  let nextToken: string | undefined;
  do {
    const input = { logGroupNamePrefix: name, nextToken };
    const { value } = await answerOf(call, groupsAnswer, () =>
      client.send(new DescribeLogGroupsCommand(input)),
    );
    const found = value.logGroups.find((group) => group.logGroupName === name);
    if (found) return { name, retentionDays: found.retentionInDays ?? null };
    nextToken = value.nextToken ?? undefined;
  } while (nextToken !== undefined);
  return null;
}

const eventsAnswer = z.object({
  events: z
    .array(
      z.object({
        eventId: z.string(),
        timestamp: z.number(),
        ingestionTime: z.number().nullish(),
        logStreamName: z.string(),
        message: z.string(),
      }),
    )
    .default([]),
  nextToken: z.string().nullish(),
});

/**
 * logs:FilterLogEvents. A page may be partial or empty while a token exists, so only the missing token ends it:
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
async function* filterEvents(
  client: CloudWatchLogsClient,
  group: string,
  range: { startMs: number; endMs?: number; pattern?: string },
): AsyncGenerator<LogEvent> {
  const call = { action: 'logs:FilterLogEvents', subject: `log group ${group}` };
  const seen = new Set<string>();
  let nextToken: string | undefined;
  do {
    const input = {
      logGroupName: group,
      startTime: range.startMs,
      endTime: range.endMs,
      filterPattern: range.pattern,
      nextToken,
    };
    const { value } = await answerOf(call, eventsAnswer, () =>
      client.send(new FilterLogEventsCommand(input)),
    );
    for (const event of value.events) {
      if (seen.has(event.eventId)) continue;
      seen.add(event.eventId);
      yield {
        id: event.eventId,
        timestampMs: event.timestamp,
        ingestedMs: event.ingestionTime ?? event.timestamp,
        stream: event.logStreamName,
        message: event.message,
      };
    }
    nextToken = value.nextToken ?? undefined;
  } while (nextToken !== undefined);
}
