import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsOver, region } from './aws-over.ts';
import { type RunningDynalite, startDynalite } from './start-dynalite.ts';

let dynalite: RunningDynalite;
let over: ReturnType<typeof awsOver>;
const table = 'sms_claims';

beforeAll(async () => {
  dynalite = await startDynalite();
  over = awsOver(dynalite.origin);
  const client = new DynamoDBClient({ region });
  const indexes = [
    { name: 'open-claims', hash: 'open_state', range: 'claimed_at' },
    { name: 'by-run', hash: 'run_id', range: 'claim_id' },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['claim_id', 'open_state', 'claimed_at', 'run_id'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [{ AttributeName: 'claim_id', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: indexes.map(({ name, hash, range }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: hash, KeyType: 'HASH' },
          { AttributeName: range, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      })),
    }),
  );
  const raw = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  for (const item of claims) await raw.send(new PutCommand({ TableName: table, Item: item }));
});
afterAll(() => dynalite.stop());

const claims = [
  claim(1, { state: 'ACCEPTED', run_id: 'run-1', sens_request_id: 'sens-1' }),
  claim(2, { state: 'CLAIMED', run_id: 'run-1', open_state: 'CLAIMED' }),
  claim(3, { state: 'IN_DOUBT', run_id: 'run-2', open_state: 'IN_DOUBT' }),
  claim(4, { state: 'RELEASED', run_id: 'run-2', open_state: 'RELEASED' }),
  claim(5, { state: 'DELIVERED', run_id: 'run-3' }),
];

describe('the tables', () => {
  it('says what a table is, and null where there is none', async () => {
    const { tables } = over.aws;

    expect(await tables.describe(table)).toMatchObject({ status: 'ACTIVE', keys: ['claim_id'] });
    expect(await tables.describe('no-such-table')).toBeNull();
  });

  it('gives the claims that one run made, and nothing of another’s', async () => {
    const ofRun = await over.aws.tables.claimsOfRun(table, 'run-1');

    expect(ofRun.map(({ state, sensRequestId }) => [state, sensRequestId])).toEqual([
      ['ACCEPTED', 'sens-1'],
      ['CLAIMED', null],
    ]);
    expect(ofRun[0]).toMatchObject({
      bookingNum: '11_1',
      kind: 'confirm',
      runId: 'run-1',
      claimedAtMs: Date.parse('2026-11-21T00:00:01.000Z'),
    });
  });

  it('gives every open claim, in each open state', async () => {
    const open = await over.aws.tables.openClaims(table);

    expect(open.map(({ state }) => state).toSorted()).toEqual(['CLAIMED', 'IN_DOUBT', 'RELEASED']);
  });

  it('neither asks for nor records a phone number', async () => {
    const before = over.records.length;

    await over.aws.tables.claimsOfRun(table, 'run-1');

    const text = JSON.stringify(over.records.slice(before));
    expect(text).toContain('11_1');
    expect(text).not.toContain('010-0000');
  });
});

function claim(number: number, fields: Record<string, string>) {
  const booking = `11_${number}`;
  const phone = `010-0000-000${number}`;
  return {
    claim_id: `${booking}#${phone}#confirm`,
    booking_num: booking,
    phone,
    kind: 'confirm',
    claimed_at: `2026-11-21T00:00:0${number}.000Z`,
    ...fields,
  };
}
