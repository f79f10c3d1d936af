import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import { parseFilterPattern } from './filter-pattern.ts';
import type { LogGroup, LogStore, StoredEvent } from './log-store.ts';

export interface FilterDials {
  /** Stored events that one page reads before it filters: pages may be partial or empty while a token is given. */
  readonly pageEvents: number;
  /** How often a first page is empty although events follow, 0 to 1. */
  readonly emptyFirstPageChance: number;
}

const asked = z.object({
  logGroupName: z.string().optional(),
  logGroupIdentifier: z.string().optional(),
  logStreamNames: z.array(z.string()).optional(),
  logStreamNamePrefix: z.string().optional(),
  startTime: z.number().optional(),
  endTime: z.number().optional(),
  filterPattern: z.string().default(''),
  limit: z.number().int().min(1).max(10_000).default(10_000),
  nextToken: z.string().optional(),
});

type Asked = z.infer<typeof asked>;

/** A token lives for 24 hours (API_FilterLogEvents). */
const tokenLifeMs = 24 * 60 * 60 * 1000;

/** logs:FilterLogEvents. */
export function filterOperation(store: LogStore, dials: FilterDials): Operation {
  return async (input, { nowMs, context }) => {
    const request = asked.parse(input);
    const group = findGroup(store, request.logGroupIdentifier ?? request.logGroupName);
    const matches = parseFilterPattern(request.filterPattern);
    const after = request.nextToken === undefined ? null : readToken(request.nextToken, nowMs);
    const ahead = eventsAhead(group, request, { nowMs, after });
    if (!after && ahead.length > 0 && context.random() < dials.emptyFirstPageChance) {
      return { events: [], searchedLogStreams: [], nextToken: writeToken(beforeAll, nowMs) };
    }
    const page = ahead.slice(0, Math.min(dials.pageEvents, request.limit));
    const last = page.at(-1);
    const hasMore = ahead.length > page.length && last !== undefined;
    return {
      events: page.filter(({ message }) => matches(message)).map(describeEvent),
      searchedLogStreams: [],
      ...(hasMore ? { nextToken: writeToken(last, nowMs) } : {}),
    };
  };
}

/** The group by name or ARN. Throws ResourceNotFoundException. */
export function findGroup(store: LogStore, nameOrArn: string | undefined): LogGroup {
  const name = nameOrArn?.replace(/^arn:aws:logs:[^:]+:\d+:log-group:/, '') ?? '';
  const group = store.groups.get(name);
  if (!group) throw awsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

/** A place in the order by event time, then arrival. */
interface Place {
  readonly timestampMs: number;
  readonly order: number;
}

const beforeAll: Place = { timestampMs: -1, order: -1 };

function eventsAhead(
  group: LogGroup,
  request: Asked,
  { nowMs, after }: { nowMs: number; after: Place | null },
): StoredEvent[] {
  const {
    startTime = 0,
    endTime = Number.POSITIVE_INFINITY,
    logStreamNames,
    logStreamNamePrefix = '',
  } = request;
  const isAsked = (event: StoredEvent): boolean =>
    event.ingestedMs <= nowMs &&
    event.timestampMs >= startTime &&
    event.timestampMs <= endTime &&
    (logStreamNames?.includes(event.stream) ?? true) &&
    event.stream.startsWith(logStreamNamePrefix);
  const ordered = group.events.filter(isAsked).sort(byPlace);
  return after ? ordered.filter((event) => byPlace(event, after) > 0) : ordered;
}

function byPlace(left: Place, right: Place): number {
  return left.timestampMs - right.timestampMs || left.order - right.order;
}

function describeEvent(event: StoredEvent): Record<string, unknown> {
  return {
    logStreamName: event.stream,
    timestamp: event.timestampMs,
    message: event.message,
    ingestionTime: event.ingestedMs,
    eventId: event.eventId,
  };
}

function writeToken({ timestampMs, order }: Place, nowMs: number): string {
  return Buffer.from(`${timestampMs}/${order}/${nowMs}`).toString('base64url');
}

function readToken(token: string, nowMs: number): Place {
  const [timestampMs, order, madeMs] = Buffer.from(token, 'base64url')
    .toString('utf8')
    .split('/')
    .map(Number);
  if (
    timestampMs === undefined ||
    order === undefined ||
    madeMs === undefined ||
    nowMs - madeMs > tokenLifeMs
  ) {
    throw awsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  return { timestampMs, order };
}
