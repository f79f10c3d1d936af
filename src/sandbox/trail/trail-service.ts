import * as z from 'zod';
import type { CallEntry, CallLog } from '../http/call-log.ts';
import type { Operation, SandboxService } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { recordEvent, type TrailEvent } from './record-event.ts';

export interface TrailDials {
  /** From a call to its appearance in LookupEvents; the vendor's typical figure is minutes, without a guarantee. */
  readonly deliveryMs: number;
}

const attributeKeys = z.enum([
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
]);
const time = z.number().transform((seconds) => seconds * 1000);
const asked = z.object({
  LookupAttributes: z
    .array(z.object({ AttributeKey: attributeKeys, AttributeValue: z.string() }))
    .max(1)
    .default([]),
  StartTime: time.optional(),
  EndTime: time.optional(),
  MaxResults: z.number().int().min(1).max(50).default(50),
  NextToken: z.string().optional(),
});

/** CloudTrail's LookupEvents over the management calls that the front answered, newest first. */
export function createTrailService(
  context: SandboxContext,
  options: { calls: CallLog; dials: TrailDials },
): SandboxService {
  return {
    name: 'cloudtrail',
    operations: { LookupEvents: lookupOperation(context, options) },
  };
}

/**
 * Data events (runs, items, log lines, metric values, messages) are no management events and never appear
 * (docs: awscloudtrail/latest/userguide/view-cloudtrail-events.html).
 */
const dataOperations: Readonly<Record<string, readonly string[]>> = {
  lambda: ['Invoke'],
  dynamodb: [
    ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'],
    ...['BatchGetItem', 'BatchWriteItem', 'TransactGetItems', 'TransactWriteItems'],
  ],
  logs: ['PutLogEvents', 'FilterLogEvents', 'GetLogEvents'],
  monitoring: ['PutMetricData', 'GetMetricData', 'GetMetricStatistics', 'ListMetrics'],
  sns: ['Publish', 'PublishBatch'],
};

function isManagement({ service, operation }: CallEntry): boolean {
  return !(dataOperations[service]?.includes(operation) ?? false);
}

function lookupOperation(
  context: SandboxContext,
  { calls, dials }: { calls: CallLog; dials: TrailDials },
): Operation {
  const ids = new Map<string, string>();
  const idOf = (requestId: string): string => {
    const id = ids.get(requestId) ?? context.newId();
    ids.set(requestId, id);
    return id;
  };
  return async (input, { nowMs }) => {
    const request = asked.parse(input);
    const { StartTime = 0, EndTime = Number.POSITIVE_INFINITY } = request;
    const found = calls.entries
      .filter((entry) => isManagement(entry) && entry.atMs + dials.deliveryMs <= nowMs)
      .filter(({ atMs }) => atMs >= StartTime && atMs <= EndTime)
      .map((entry) => recordEvent(context, entry, idOf(entry.requestId)))
      .filter((event) => request.LookupAttributes.every((attribute) => matches(event, attribute)))
      .reverse();
    const from = Number(request.NextToken ?? 0);
    const to = from + request.MaxResults;
    return { Events: found.slice(from, to), ...(to < found.length ? { NextToken: String(to) } : {}) };
  };
}

function matches(
  event: TrailEvent,
  { AttributeKey, AttributeValue }: { AttributeKey: z.infer<typeof attributeKeys>; AttributeValue: string },
): boolean {
  if (AttributeKey === 'ResourceName') {
    return event.Resources.some(({ ResourceName }) => ResourceName === AttributeValue);
  }
  if (AttributeKey === 'ResourceType') {
    return event.Resources.some(({ ResourceType }) => ResourceType === AttributeValue);
  }
  return event[AttributeKey] === AttributeValue;
}
