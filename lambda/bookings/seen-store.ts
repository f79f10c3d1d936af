import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import {
  type BookingsAcceptedItem,
  type BookingsSeenItem,
  bookingsAcceptedSchema,
  bookingsSeenSchema,
} from '../../src/domain/bookings-seen.ts';
import { reasonOf } from '../run-failed.ts';

/** What earlier runs saw. `unread`: there is an item and it is malformed, or the table did not answer. */
export type SeenReading =
  | { readonly state: 'read'; readonly item: BookingsSeenItem | null }
  | { readonly state: 'unread'; readonly reason: string; readonly isMalformed: boolean };

/** The memory of runs about bookings, in the control table. */
export interface SeenStore {
  read(): Promise<SeenReading>;
  /** What operators accepted; none if the item is malformed or cannot be read, so that trouble is reported in doubt. */
  readAccepted(): Promise<BookingsAcceptedItem['stores']>;
  /** Whether another run than this one was live within the last 30 days; null if that cannot be read. */
  wasLiveBefore(ownRequestId: string): Promise<boolean | null>;
  /** Puts the item in place of the one that was read; false if another run has put one since. */
  write(before: SeenReading, item: BookingsSeenItem): Promise<boolean>;
}

export function seenStore(dynamo: DynamoDBDocumentClient, table: string): SeenStore {
  const get = async (name: string): Promise<unknown> => {
    const Key = { scope: 'control', name };
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
    return Item;
  };
  return {
    read: () => read(() => get('bookings-seen')),
    readAccepted: async () => {
      const parsed = bookingsAcceptedSchema.safeParse(await get('bookings-accepted').catch(() => null));
      return parsed.data?.stores ?? {};
    },
    wasLiveBefore: (ownRequestId) => wasLiveBefore(dynamo, table, ownRequestId).catch(() => null),
    write: (before, item) => write(dynamo, table, { before, item }),
  };
}

async function read(get: () => Promise<unknown>): Promise<SeenReading> {
  try {
    const item = await get();
    if (item === undefined) return { state: 'read', item: null };
    const parsed = bookingsSeenSchema.safeParse(item);
    if (parsed.success) return { state: 'read', item: parsed.data };
    return {
      state: 'unread',
      reason: `it does not match its schema at: ${fieldsOf(parsed.error)}`,
      isMalformed: true,
    };
  } catch (cause) {
    return { state: 'unread', reason: reasonOf(cause), isMalformed: false };
  }
}

const fieldsOf = ({ issues }: z.ZodError): string => issues.map(({ path }) => path.join('.')).join(', ');

async function wasLiveBefore(
  dynamo: DynamoDBDocumentClient,
  table: string,
  ownRequestId: string,
): Promise<boolean> {
  let start: Record<string, unknown> | undefined;
  do {
    const { Items, LastEvaluatedKey } = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: '#scope = :run',
        FilterExpression: '#mode = :live AND #requestId <> :own',
        ExpressionAttributeNames: { '#scope': 'scope', '#mode': 'mode', '#requestId': 'requestId' },
        ExpressionAttributeValues: { ':run': 'run', ':live': 'live', ':own': ownRequestId },
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    if ((Items ?? []).length > 0) return true;
    start = LastEvaluatedKey;
  } while (start);
  return false;
}

async function write(
  dynamo: DynamoDBDocumentClient,
  table: string,
  { before, item }: { readonly before: SeenReading; readonly item: BookingsSeenItem },
): Promise<boolean> {
  const Item = { scope: 'control', name: 'bookings-seen', ...item };
  try {
    await dynamo.send(new PutCommand({ TableName: table, Item, ...conditionOf(before) }));
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw cause;
  }
}

/** A malformed item has no revision to compare: it is replaced as it stands. */
function conditionOf(before: SeenReading) {
  if (before.state === 'unread') return {};
  if (before.item === null) {
    return {
      ConditionExpression: 'attribute_not_exists(#scope)',
      ExpressionAttributeNames: { '#scope': 'scope' },
    };
  }
  return {
    ConditionExpression: '#revision = :revision',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':revision': before.item.revision },
  };
}
