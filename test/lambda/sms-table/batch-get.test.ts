import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { batchGet } from '../../../lambda/sms-table/batch-get.ts';

type Keys = { id: { S: string } }[];

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A table that takes only so many keys a call and leaves the rest unprocessed, as DynamoDB does when it is short. */
async function shortOfBreath(taken: number): Promise<{ dynamo: DynamoDBDocumentClient; asked: number[] }> {
  const asked: number[] = [];
  server = createServer(async (incoming, answer) => {
    // What the SDK sends is BatchGetItem's own shape.
    const body = (await json(incoming)) as { RequestItems: { t: { Keys: Keys; ConsistentRead: boolean } } };
    const { Keys, ConsistentRead } = body.RequestItems.t;
    expect(ConsistentRead).toBe(true);
    asked.push(Keys.length);
    const left = Keys.slice(taken);
    const UnprocessedKeys = left.length === 0 ? {} : { t: { Keys: left } };
    answer.setHeader('content-type', 'application/x-amz-json-1.0');
    answer.end(JSON.stringify({ Responses: { t: Keys.slice(0, taken) }, UnprocessedKeys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'invented', secretAccessKey: 'invented' };
  const client = new DynamoDBClient({ endpoint, region: 'ap-northeast-2', credentials });
  return { dynamo: DynamoDBDocumentClient.from(client), asked };
}

const keys = (count: number) => Array.from({ length: count }, (_, index) => ({ id: String(index) }));

describe('reading many items', () => {
  it('asks again for what was left unprocessed, with growing pauses, until it has all', async () => {
    const { dynamo, asked } = await shortOfBreath(40);
    const pauses: number[] = [];
    const items = await batchGet({ dynamo, sleep: async (ms) => void pauses.push(ms) }, 't', keys(130));
    expect(items).toHaveLength(130);
    // Calls go side by side, so that only the sizes are fixed and not their order.
    expect(asked.toSorted((a, b) => b - a)).toEqual([100, 60, 30, 20]);
    expect(pauses).toEqual([50, 100]);
  });

  it('throws in the end instead of passing an unread key off as a missing one', async () => {
    const { dynamo } = await shortOfBreath(0);
    const reading = batchGet({ dynamo, sleep: async () => {} }, 't', keys(3));
    await expect(reading).rejects.toThrow('3 rows of table t stayed unread');
  });
});
