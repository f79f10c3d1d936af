import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { transact, type WriteItem } from '../../../lambda/claim/transact.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** A table that cancels with these reason codes, one list a call, and takes the write after the last. */
async function cancelling(reasons: readonly (readonly string[])[]) {
  let calls = 0;
  server = createServer((incoming, answer) => {
    incoming.resume();
    const codes = reasons[calls++];
    answer.setHeader('content-type', 'application/x-amz-json-1.0');
    if (!codes) return void answer.end('{}');
    const __type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
    answer.statusCode = 400;
    answer.end(JSON.stringify({ __type, CancellationReasons: codes.map((Code) => ({ Code })) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has an AddressInfo, never a path or null.
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'invented', secretAccessKey: 'invented' };
  const client = new DynamoDBClient({ endpoint, region: 'ap-northeast-2', credentials });
  const pauses: number[] = [];
  const sleep = async (ms: number): Promise<void> => void pauses.push(ms);
  return { tools: { dynamo: DynamoDBDocumentClient.from(client), sleep }, pauses, calls: () => calls };
}

const items: readonly WriteItem[] = ['a', 'b'].map((id) => ({ Put: { TableName: 't', Item: { id } } }));

describe('a transaction', () => {
  it('is tried again where nobody decided against it', async () => {
    const { tools, pauses } = await cancelling([
      ['TransactionConflict', 'None'],
      ['None', 'ThrottlingError'],
    ]);
    expect(await transact(tools, items)).toEqual({ state: 'done' });
    expect(pauses).toEqual([25, 50]);
  });

  it('takes a failed condition as the answer and says whose it was', async () => {
    const { tools, calls } = await cancelling([['None', 'ConditionalCheckFailed']]);
    expect(await transact(tools, items)).toEqual({ state: 'refused', failed: [false, true] });
    expect(calls()).toBe(1);
  });

  it('throws what is neither, at once, and what does not pass, in the end', async () => {
    const invalid = await cancelling([['ValidationError', 'None']]);
    await expect(transact(invalid.tools, items)).rejects.toThrow();
    expect(invalid.calls()).toBe(1);
    server.closeAllConnections();
    server.close();
    const stubborn = await cancelling(Array.from({ length: 9 }, () => ['TransactionConflict', 'None']));
    await expect(transact(stubborn.tools, items)).rejects.toThrow();
    expect(stubborn.calls()).toBe(6);
  });
});
