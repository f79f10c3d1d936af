import * as z from 'zod';
import { awsError, type Operation, type SandboxService } from '../http/service.ts';
import type { MetricSink } from '../metrics/metric-sink.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { type FilterDials, filterOperation, findGroup } from './filter-operation.ts';
import { LogStore } from './log-store.ts';
import { streamOperations } from './stream-operations.ts';

export interface LogsDials extends FilterDials {
  /** From writing to being readable, virtual milliseconds. */
  readonly ingestionDelayMs: number;
}

export interface LogsService extends SandboxService {
  readonly store: LogStore;
}

const named = z.object({ logGroupName: z.string() });
const groupQuery = z.object({
  logGroupNamePrefix: z.string().default(''),
  limit: z.number().int().min(1).max(50).default(50),
  nextToken: z.string().optional(),
});
const retention = named.extend({ retentionInDays: z.number().int().positive() });
const inStream = named.extend({ logStreamName: z.string() });
const putting = inStream.extend({
  logEvents: z.array(z.object({ timestamp: z.number(), message: z.string().min(1) })).min(1),
});

/** CloudWatch Logs without Live Tail and Insights. */
export function createLogsService(
  context: SandboxContext,
  options: { metrics: MetricSink; dials: LogsDials },
): LogsService {
  const { metrics, dials } = options;
  const store = new LogStore(context, { metrics, ingestionDelayMs: dials.ingestionDelayMs });
  return {
    name: 'logs',
    store,
    operations: {
      ...groupOperations(context, store),
      ...streamOperations(store),
      FilterLogEvents: filterOperation(store, dials),
    },
  };
}

function groupOperations(context: SandboxContext, store: LogStore): Record<string, Operation> {
  return {
    CreateLogGroup: async (input) => {
      const { logGroupName } = named.parse(input);
      if (store.groups.has(logGroupName)) throw alreadyExists('log group');
      store.create(logGroupName);
      return {};
    },
    DescribeLogGroups: async (input) => {
      const { logGroupNamePrefix, limit, nextToken = '0' } = groupQuery.parse(input);
      const names = [...store.groups.keys()].filter((name) => name.startsWith(logGroupNamePrefix)).sort();
      const to = Number(nextToken) + limit;
      const logGroups = names.slice(Number(nextToken), to).map((name) => describeGroup(context, store, name));
      return { logGroups, ...(to < names.length ? { nextToken: String(to) } : {}) };
    },
    PutRetentionPolicy: async (input) => {
      const { logGroupName, retentionInDays } = retention.parse(input);
      findGroup(store, logGroupName).retentionDays = retentionInDays;
      return {};
    },
    CreateLogStream: async (input, { nowMs }) => {
      const { logGroupName, logStreamName } = inStream.parse(input);
      const { streams } = findGroup(store, logGroupName);
      if (streams.has(logStreamName)) throw alreadyExists('log stream');
      streams.set(logStreamName, nowMs);
      return {};
    },
    PutLogEvents: async (input) => {
      const { logGroupName, logStreamName, logEvents } = putting.parse(input);
      if (!findGroup(store, logGroupName).streams.has(logStreamName)) {
        throw awsError('ResourceNotFoundException', 'The specified log stream does not exist.');
      }
      const events = logEvents.map(({ timestamp, message }) => ({ timestampMs: timestamp, message }));
      store.write(logGroupName, logStreamName, events);
      return { nextSequenceToken: '1' };
    },
  };
}

function describeGroup(context: SandboxContext, store: LogStore, name: string): Record<string, unknown> {
  const group = findGroup(store, name);
  const arn = `arn:aws:logs:${context.region}:${context.account}:log-group:${name}`;
  return {
    logGroupName: name,
    creationTime: Math.floor(group.createdMs),
    ...(group.retentionDays === null ? {} : { retentionInDays: group.retentionDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    logGroupClass: 'STANDARD',
    storedBytes: group.events.reduce((sum, { message }) => sum + message.length, 0),
  };
}

function alreadyExists(what: string): Error {
  return awsError('ResourceAlreadyExistsException', `The specified ${what} already exists`);
}
