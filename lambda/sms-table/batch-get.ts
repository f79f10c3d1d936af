import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';

/** BatchGetItem's own limit. */
const maxKeys = 100;
/** 50,000 bookings are 500 calls; one after the other they would wait for the network alone. */
const callsAtOnce = 4;
const maxRounds = 8;
const firstPauseMs = 50;

export interface BatchReader {
  readonly dynamo: DynamoDBDocumentClient;
  readonly sleep: (ms: number) => Promise<void>;
}

type Key = Readonly<Record<string, string>>;
type Item = Readonly<Record<string, unknown>>;

/**
 * Reads items consistently, 100 keys a call, in any order; keys without an item are left out. What DynamoDB leaves
 * unprocessed is asked again with growing pauses. Throws when it is still unprocessed after eight rounds: a key that was
 * not read is never "no row", which would send a confirmation twice.
 */
export async function batchGet(reader: BatchReader, table: string, keys: readonly Key[]): Promise<Item[]> {
  const distinct = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  const starts = Array.from({ length: Math.ceil(distinct.length / maxKeys) }, (_, call) => call * maxKeys);
  const limit = pLimit(callsAtOnce);
  const parts = starts.map((start) =>
    limit(() => getSome(reader, table, distinct.slice(start, start + maxKeys))),
  );
  return (await Promise.all(parts)).flat();
}

async function getSome(reader: BatchReader, table: string, keys: readonly Key[]): Promise<Item[]> {
  const items: Item[] = [];
  let left: readonly Item[] = keys;
  for (let round = 0; left.length > 0; round += 1) {
    if (round === maxRounds) throw new Error(`${left.length} rows of table ${table} stayed unread`);
    if (round > 0) await reader.sleep(firstPauseMs * 2 ** (round - 1));
    const RequestItems = { [table]: { Keys: [...left], ConsistentRead: true } };
    const answer = await reader.dynamo.send(new BatchGetCommand({ RequestItems }));
    items.push(...(answer.Responses?.[table] ?? []));
    left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
}
