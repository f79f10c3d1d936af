import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** BatchGetItem's own limit. */
const maxKeys = 100;
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
  const items: Item[] = [];
  const distinct = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  for (let start = 0; start < distinct.length; start += maxKeys) {
    items.push(...(await getSome(reader, table, distinct.slice(start, start + maxKeys))));
  }
  return items;
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
