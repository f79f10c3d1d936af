import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type AlarmMemory, emptyMemory } from './alarm-memory.ts';

/** In the control table, so that runs of other processes know it too. */
const key = { scope: 'control', name: 'alarm-memory' };

const time = z.iso.datetime();
const schema = z.object({
  runs: z.array(z.object({ at: time, values: z.record(z.string(), z.number()) })),
  alarms: z.record(z.string(), z.object({ since: time, toldAt: time })),
});

/** Throws if the table cannot be read, or holds something else: what was told before is not known then. */
export async function readMemory(dynamo: DynamoDBDocumentClient, table: string): Promise<AlarmMemory> {
  const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
  if (!Item) return emptyMemory;
  const parsed = schema.safeParse(Item);
  if (parsed.success) return parsed.data;
  throw new MalformedMemory(`item ${key.name} of table ${table} is malformed`);
}

export class MalformedMemory extends Error {}

export async function writeMemory(
  dynamo: DynamoDBDocumentClient,
  table: string,
  memory: AlarmMemory,
): Promise<void> {
  await dynamo.send(new PutCommand({ TableName: table, Item: { ...key, ...memory } }));
}
