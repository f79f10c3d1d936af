import {
  ConditionalCheckFailedException,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningTables, startTables } from '../../../src/sandbox/tables/start-tables.ts';

const account = '000000000000';
const region = 'ap-northeast-2';

describe('the tables of the sandbox', () => {
  let tables: RunningTables;
  let client: DynamoDBClient;
  let nowMs: number;

  beforeEach(async () => {
    nowMs = Date.parse('2026-11-23T05:00:00Z');
    tables = await startTables({ account, region, nowMs: () => nowMs });
    client = new DynamoDBClient({
      endpoint: tables.endpoint,
      region,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
  });

  afterEach(async () => {
    client.destroy();
    await tables.stop();
  });

  const put = (TableName: string, item: Record<string, string>) => ({
    TableName,
    Item: Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }])),
  });
  const read = async (TableName: string, key: Record<string, string>) => {
    const Key = Object.fromEntries(Object.entries(key).map(([name, S]) => [name, { S }]));
    return (await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
  };

  it('creates the tables with their keys, in this account', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'sms_claims' }));

    expect(Table?.TableStatus).toBe('ACTIVE');
    expect(Table?.TableArn).toBe(`arn:aws:dynamodb:${region}:${account}:table/sms_claims`);
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).toSorted()).toEqual([
      'by-run',
      'open-claims',
    ]);
  });

  it('keeps an item out of the sparse index once its attribute is gone', async () => {
    const claim = { claim_id: 'a', open_state: 'CLAIMED', claimed_at: '1', run_id: 'r' };
    await client.send(new PutItemCommand(put('sms_claims', claim)));
    const open = new QueryCommand({
      TableName: 'sms_claims',
      IndexName: 'open-claims',
      KeyConditionExpression: 'open_state = :s',
      ExpressionAttributeValues: { ':s': { S: 'CLAIMED' } },
    });
    const before = await client.send(open);

    await client.send(
      new UpdateItemCommand({
        TableName: 'sms_claims',
        Key: { claim_id: { S: 'a' } },
        UpdateExpression: 'REMOVE open_state',
      }),
    );

    expect(before.Count).toBe(1);
    expect((await client.send(open)).Count).toBe(0);
  });

  it('makes all writes of a transaction, or none and says why for each', async () => {
    await client.send(new PutItemCommand(put('session', { id: 'taken' })));
    const isNew = { ConditionExpression: 'attribute_not_exists(id)' };

    const refused = await client
      .send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { ...put('session', { id: 'fresh' }), ...isNew } },
            {
              Put: {
                ...put('session', { id: 'taken', cookies: 'x' }),
                ...isNew,
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
              },
            },
            {
              ConditionCheck: {
                TableName: 'session',
                Key: { id: { S: 'other' } },
                ConditionExpression: 'attribute_not_exists(id)',
              },
            },
          ],
        }),
      )
      .catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(TransactionCanceledException);
    if (!(refused instanceof TransactionCanceledException)) return;
    expect(refused.CancellationReasons).toEqual([
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { id: { S: 'taken' } },
      },
      { Code: 'None' },
    ]);
    expect(refused.message).toContain('[None, ConditionalCheckFailed, None]');
    expect(await read('session', { id: 'fresh' })).toBeUndefined();
    expect(await read('session', { id: 'other' })).toBeUndefined();
    expect(await read('session', { id: 'taken' })).toEqual({ id: { S: 'taken' } });
  });

  it('updates, deletes and checks in one transaction, and a check leaves nothing behind', async () => {
    await client.send(new PutItemCommand(put('session', { id: 'gone' })));

    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Delete: { TableName: 'session', Key: { id: { S: 'gone' } } } },
          {
            Update: {
              TableName: 'naver-sms-control',
              Key: { scope: { S: 'control' }, name: { S: 'generation' } },
              UpdateExpression: 'ADD #v :one',
              ExpressionAttributeNames: { '#v': 'value' },
              ExpressionAttributeValues: { ':one': { N: '1' } },
            },
          },
          {
            ConditionCheck: {
              TableName: 'naver-sms-control',
              Key: { scope: { S: 'control' }, name: { S: 'stop' } },
              ConditionExpression: 'attribute_not_exists(#n)',
              ExpressionAttributeNames: { '#n': 'name' },
            },
          },
        ],
      }),
    );

    expect(await read('session', { id: 'gone' })).toBeUndefined();
    expect(await read('naver-sms-control', { scope: 'control', name: 'generation' })).toMatchObject({
      value: { N: '1' },
    });
    expect(await read('naver-sms-control', { scope: 'control', name: 'stop' })).toBeUndefined();
  });

  it('refuses two actions on one item and more than a hundred', async () => {
    const twice = { Put: put('session', { id: 'same' }) };

    const many = Array.from({ length: 101 }, (_, index) => ({ Put: put('session', { id: String(index) }) }));

    const refused = await Promise.allSettled(
      [[twice, twice], many].map((TransactItems) =>
        client.send(new TransactWriteItemsCommand({ TransactItems })),
      ),
    );

    expect(refused).toMatchObject([
      { status: 'rejected', reason: { name: 'ValidationException' } },
      { status: 'rejected', reason: { name: 'ValidationException' } },
    ]);
  });

  it('remembers a request token for ten minutes', async () => {
    const add = (amount: string) =>
      new TransactWriteItemsCommand({
        ClientRequestToken: 'token-1',
        TransactItems: [
          {
            Update: {
              TableName: 'session',
              Key: { id: { S: 'count' } },
              UpdateExpression: 'ADD n :n',
              ExpressionAttributeValues: { ':n': { N: amount } },
            },
          },
        ],
      });

    await client.send(add('1'));
    await client.send(add('1'));
    const other = client.send(add('2'));
    await expect(other).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
    expect(await read('session', { id: 'count' })).toMatchObject({ n: { N: '1' } });
    nowMs += 10 * 60_000;
    await client.send(add('1'));

    expect(await read('session', { id: 'count' })).toMatchObject({ n: { N: '2' } });
  });

  it('lets one of many simultaneous transactions win', async () => {
    const claim = (owner: string) =>
      client
        .send(
          new TransactWriteItemsCommand({
            TransactItems: [
              {
                Put: {
                  ...put('sms_claims', { claim_id: 'c', owner, run_id: owner }),
                  ConditionExpression: 'attribute_not_exists(claim_id)',
                },
              },
              { Put: put('sms', { booking_num: 'b', phone: 'p', owner }) },
            ],
          }),
        )
        .then(
          () => owner,
          () => null,
        );

    const winners = await Promise.all(Array.from({ length: 20 }, (_, index) => claim(`run-${index}`)));

    const [winner] = winners.filter((owner) => owner !== null);
    expect(winners.filter((owner) => owner !== null)).toHaveLength(1);
    expect((await read('sms', { booking_num: 'b', phone: 'p' }))?.owner).toEqual({ S: winner });
    expect((await read('sms_claims', { claim_id: 'c' }))?.owner).toEqual({ S: winner });
  });

  it('gives the old item with a failed condition where it is asked for', async () => {
    await client.send(new PutItemCommand(put('session', { id: '1', cookies: 'old' })));

    const refused = await client
      .send(
        new PutItemCommand({
          ...put('session', { id: '1' }),
          ConditionExpression: 'attribute_not_exists(id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
      .catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refused).toMatchObject({ Item: { id: { S: '1' }, cookies: { S: 'old' } } });
  });

  it('reads many items in one transaction, in order, absent ones too', async () => {
    await client.send(new PutItemCommand(put('session', { id: '2' })));

    const { Responses } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: ['1', '2'].map((id) => ({ Get: { TableName: 'session', Key: { id: { S: id } } } })),
      }),
    );

    expect(Responses).toEqual([{}, { Item: { id: { S: '2' } } }]);
  });

  it('answers a stale read without the latest write, and a consistent one with it', async () => {
    await client.send(new PutItemCommand(put('session', { id: '1', cookies: 'old' })));
    await client.send(new PutItemCommand(put('session', { id: '1', cookies: 'new' })));
    tables.addFault({ service: 'dynamodb', operation: 'GetItem', kind: 'stale-read', times: 2 });

    const stale = await client.send(new GetItemCommand({ TableName: 'session', Key: { id: { S: '1' } } }));
    const consistent = await read('session', { id: '1' });

    expect(stale.Item?.cookies).toEqual({ S: 'old' });
    expect(consistent?.cookies).toEqual({ S: 'new' });
  });

  it('knows continuous backups and which table has them', async () => {
    const on = await client.send(new DescribeContinuousBackupsCommand({ TableName: 'sms' }));
    const off = await client.send(
      new UpdateContinuousBackupsCommand({
        TableName: 'sms',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      }),
    );

    const stateOf = (answer: typeof on) =>
      answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    expect([stateOf(on), stateOf(off)]).toEqual(['ENABLED', 'DISABLED']);
    await expect(
      client.send(new DescribeContinuousBackupsCommand({ TableName: 'none' })),
    ).rejects.toMatchObject({
      name: 'TableNotFoundException',
    });
  });

  it('cancels a transaction for an operand of the wrong type', async () => {
    await client.send(new PutItemCommand(put('session', { id: '1', n: 'text' })));

    const refused = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: put('session', { id: '2' }) },
          {
            Update: {
              TableName: 'session',
              Key: { id: { S: '1' } },
              UpdateExpression: 'ADD n :one',
              ExpressionAttributeValues: { ':one': { N: '1' } },
            },
          },
        ],
      }),
    );

    await expect(refused).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
    });
    expect(await read('session', { id: '2' })).toBeUndefined();
  });
});
