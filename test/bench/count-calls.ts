import type { SeenCall } from './latency-proxy.ts';

/** What one run asked of its neighbours. */
export interface CallCounts {
  booking: number;
  sens: number;
  dynamodb: number;
  /** DynamoDB calls by operation. */
  readonly operations: Map<string, number>;
  /** Write request units of the tables: 1 for each item written, 2 in a transaction (its condition checks too). */
  writeUnits: number;
  /** Read request units: 1 for each key read consistently, a half for a page of an index. */
  readUnits: number;
  other: number;
}

export function noCalls(): CallCounts {
  return { booking: 0, sens: 0, dynamodb: 0, operations: new Map(), writeUnits: 0, readUnits: 0, other: 0 };
}

/** Counts each call where it belongs. Items of ours are under 1 KB, and so one unit each. */
export function countCall(counts: CallCounts): (call: SeenCall) => void {
  return (call) => {
    const operation = /^DynamoDB_\d+\.(\w+)$/.exec(String(call.headers['x-amz-target'] ?? ''))?.[1];
    if (operation) countDynamo(counts, operation, call.body);
    else if (call.path.startsWith('/booking/')) counts.booking += 1;
    else if (call.path.startsWith('/sens/')) counts.sens += 1;
    else counts.other += 1;
  };
}

function countDynamo(counts: CallCounts, operation: string, body: Buffer): void {
  counts.dynamodb += 1;
  counts.operations.set(operation, (counts.operations.get(operation) ?? 0) + 1);
  if (operation === 'TransactWriteItems') counts.writeUnits += 2 * occurrences(body, '"TableName":');
  else if (/^(Put|Update|Delete)Item$/.test(operation)) counts.writeUnits += 1;
  else if (operation === 'BatchGetItem') counts.readUnits += batchKeys(body);
  else counts.readUnits += operation === 'Query' ? 0.5 : 1;
}

function occurrences(body: Buffer, text: string): number {
  return body.toString('utf8').split(text).length - 1;
}

/** Every key of ours is an object of one or two typed attributes; one of them comes once a key. */
function batchKeys(body: Buffer): number {
  return occurrences(body, '"booking_num":') + occurrences(body, '"claim_id":');
}
