import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { readPhone } from '../../src/domain/read-phone.ts';
import type { BatchReader } from './batch-get.ts';
import { type RecordKey, recordId } from './record-key.ts';

type Item = Readonly<Record<string, unknown>>;

const callsAtOnce = 16;

/**
 * Rows of these bookings under other keys of the same phone number, by `recordId` of the key asked for, read consistently. The senders
 * before us cut keys in other ways (3-3-4, the number as it came, slices of a text with a country code), and a row under
 * such a key says as much about what the customer got. Throws if the table cannot be read.
 */
export async function findOtherRows(
  reader: BatchReader,
  table: string,
  keys: readonly RecordKey[],
): Promise<ReadonlyMap<string, readonly Item[]>> {
  const limit = pLimit(callsAtOnce);
  const found = await Promise.all(
    [...new Map(keys.map((key) => [recordId(key), key]))].map(([id, key]) =>
      limit(async (): Promise<[string, readonly Item[]]> => {
        const rows = await rowsOf(reader, table, key.bookingNum);
        return [id, rows.filter(({ phone }) => isOtherKey(phone, key.phone))];
      }),
    ),
  );
  return new Map(found);
}

/** Whether it is another spelling of the same number. */
export function isOtherKey(found: unknown, key: string): boolean {
  return typeof found === 'string' && found !== key && digitsOf(found) === digitsOf(key);
}

/** A text that is no number is equal to itself alone. */
function digitsOf(key: string): string {
  const reading = readPhone(key);
  return reading.state === 'read' ? reading.phone.digits : key;
}

async function rowsOf(reader: BatchReader, table: string, bookingNum: string): Promise<readonly Item[]> {
  const rows: Item[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items, LastEvaluatedKey } = await reader.dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'booking_num = :booking',
        ExpressionAttributeValues: { ':booking': bookingNum },
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    rows.push(...(Items ?? []));
    start = LastEvaluatedKey;
  } while (start);
  return rows;
}
