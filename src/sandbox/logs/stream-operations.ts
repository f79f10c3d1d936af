import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import { findGroup } from './filter-operation.ts';
import type { LogGroup, LogStore, StoredEvent } from './log-store.ts';

const inGroup = z.object({ logGroupName: z.string().optional(), logGroupIdentifier: z.string().optional() });
const streamQuery = inGroup.extend({
  logStreamNamePrefix: z.string().default(''),
  orderBy: z.enum(['LogStreamName', 'LastEventTime']).default('LogStreamName'),
  descending: z.boolean().default(false),
  limit: z.number().int().min(1).max(50).default(50),
  nextToken: z.string().optional(),
});
const eventQuery = inGroup.extend({
  logStreamName: z.string(),
  startTime: z.number().default(0),
  endTime: z.number().optional(),
  limit: z.number().int().min(1).max(10_000).default(10_000),
  startFromHead: z.boolean().default(false),
  nextToken: z.string().optional(),
});

/** DescribeLogStreams and GetLogEvents. */
export function streamOperations(store: LogStore): Record<string, Operation> {
  const groupOf = (input: unknown): LogGroup => {
    const { logGroupIdentifier, logGroupName } = inGroup.parse(input);
    return findGroup(store, logGroupIdentifier ?? logGroupName);
  };
  return {
    DescribeLogStreams: async (input, { nowMs }) => {
      const query = streamQuery.parse(input);
      const streams = describeStreams(groupOf(input), nowMs).filter(({ logStreamName }) =>
        logStreamName.startsWith(query.logStreamNamePrefix),
      );
      streams.sort(query.orderBy === 'LastEventTime' ? byLastEvent : byName);
      if (query.descending) streams.reverse();
      const from = Number(query.nextToken ?? 0);
      const to = from + query.limit;
      return {
        logStreams: streams.slice(from, to),
        ...(to < streams.length ? { nextToken: String(to) } : {}),
      };
    },
    GetLogEvents: async (input, { nowMs }) => {
      const query = eventQuery.parse(input);
      const group = groupOf(input);
      if (!group.streams.has(query.logStreamName)) {
        throw awsError('ResourceNotFoundException', 'The specified log stream does not exist.');
      }
      return pageOf(visibleEvents(group, query.logStreamName, nowMs), query);
    },
  };
}

interface StreamDescription {
  readonly logStreamName: string;
  readonly creationTime: number;
  readonly firstEventTimestamp?: number;
  readonly lastEventTimestamp?: number;
  readonly lastIngestionTime?: number;
}

function describeStreams(group: LogGroup, nowMs: number): StreamDescription[] {
  return [...group.streams].map(([logStreamName, createdMs]) => {
    const events = visibleEvents(group, logStreamName, nowMs);
    const [first, last] = [events[0], events.at(-1)];
    const creationTime = Math.floor(createdMs);
    if (!first || !last) return { logStreamName, creationTime };
    return {
      logStreamName,
      creationTime,
      firstEventTimestamp: first.timestampMs,
      lastEventTimestamp: last.timestampMs,
      lastIngestionTime: last.ingestedMs,
    };
  });
}

function visibleEvents(group: LogGroup, stream: string, nowMs: number): StoredEvent[] {
  return group.events
    .filter((event) => event.stream === stream && event.ingestedMs <= nowMs)
    .sort((left, right) => left.timestampMs - right.timestampMs || left.order - right.order);
}

function byName(left: StreamDescription, right: StreamDescription): number {
  return left.logStreamName < right.logStreamName ? -1 : 1;
}

function byLastEvent(left: StreamDescription, right: StreamDescription): number {
  return (left.lastEventTimestamp ?? 0) - (right.lastEventTimestamp ?? 0);
}

/** Tokens `f/<n>` and `b/<n>` point before the event n of the stream; at an end the same token comes again. */
function pageOf(events: readonly StoredEvent[], query: z.infer<typeof eventQuery>): Record<string, unknown> {
  const { startTime, endTime = Number.POSITIVE_INFINITY, limit } = query;
  const asked = events.filter(({ timestampMs }) => timestampMs >= startTime && timestampMs < endTime);
  const token = /^([fb])\/(\d+)$/.exec(query.nextToken ?? '');
  const forward = token ? token[1] === 'f' : query.startFromHead;
  const edge = token ? Number(token[2]) : forward ? 0 : asked.length;
  const from = forward ? edge : Math.max(0, edge - limit);
  const to = forward ? Math.min(asked.length, edge + limit) : edge;
  return {
    events: asked.slice(from, to).map(({ timestampMs, message, ingestedMs }) => ({
      timestamp: timestampMs,
      message,
      ingestionTime: ingestedMs,
    })),
    nextForwardToken: `f/${to}`,
    nextBackwardToken: `b/${from}`,
  };
}
