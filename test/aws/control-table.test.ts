import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ControlService } from '../../src/aws/services.ts';
import type { BrakeItem, GenerationItem, LockItem, StopItem } from '../../src/domain/control-item.ts';
import { OperatorError } from '../../src/errors/operator-error.ts';
import { awsOver, controlTable, region } from './aws-over.ts';
import { type RunningDynalite, startDynalite } from './start-dynalite.ts';

let dynalite: RunningDynalite;
let raw: DynamoDBDocumentClient;
let control: ControlService;

beforeAll(async () => {
  dynalite = await startDynalite();
  control = awsOver(dynalite.origin).aws.control;
  const client = new DynamoDBClient({ region });
  await client.send(
    new CreateTableCommand({
      TableName: controlTable,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'scope', AttributeType: 'S' },
        { AttributeName: 'name', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'scope', KeyType: 'HASH' },
        { AttributeName: 'name', KeyType: 'RANGE' },
      ],
    }),
  );
  raw = DynamoDBDocumentClient.from(client);
});
afterAll(() => dynalite.stop());

const lock: LockItem = {
  owner: 'captain-a',
  operation: 'cutover',
  run: 'run-a',
  since: '2026-11-21T00:00:00.000Z',
  expiresAt: '2026-11-21T01:00:00.000Z',
};
const stop: StopItem = { who: 'captain-a', why: 'a test', at: '2026-11-21T00:00:00.000Z', run: 'run-a' };
const brake: BrakeItem = { function: 'f', previous: null, setBy: 'run-a', at: '2026-11-21T00:00:00.000Z' };

describe('the control table', () => {
  beforeEach(async () => {
    for (const name of ['lock', 'stop', 'brake', 'generation'] as const) {
      const item = await control.read(name);
      if (item !== null) await control.remove(name, item);
    }
  });

  it('reads null where an item is absent', async () => {
    expect(await control.read('lock')).toBeNull();
  });

  it('gives back what was written, with the request id of the write', async () => {
    const requestId = await control.replace('lock', null, lock);

    expect(requestId).toMatch(/\S/);
    expect(await control.read('lock')).toEqual(lock);
  });

  it('refuses a second taker, says who holds it, and leaves the first in place', async () => {
    await control.replace('lock', null, lock);

    const error = await failureOf(
      control.replace('lock', null, { ...lock, owner: 'captain-b', run: 'run-b' }),
    );

    expect(error.code).toBe('CONDITION_FAILED');
    expect(error.text.now).toContain('captain-a');
    expect(await control.read('lock')).toEqual(lock);
  });

  it('of ten takers at once exactly one wins', async () => {
    const takers = Array.from({ length: 10 }, (_, index) => ({ ...lock, run: `run-${index}` }));

    const results = await Promise.allSettled(takers.map((taker) => control.replace('lock', null, taker)));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('takes the repeat of a write that had taken effect as done', async () => {
    await control.replace('lock', null, lock);

    await expect(control.replace('lock', null, lock)).resolves.toEqual(expect.any(String));
  });

  it('reads an attribute that is missing as null, and replaces it as such', async () => {
    const { previous: _missing, ...stored } = brake;
    await raw.send(
      new PutCommand({ TableName: controlTable, Item: { scope: 'control', name: 'brake', ...stored } }),
    );

    const read = await control.read('brake');
    await control.replace('brake', read, { ...brake, previous: 5 });

    expect(read).toEqual(brake);
    expect(await control.read('brake')).toEqual({ ...brake, previous: 5 });
  });

  it('stops twice as well as once', async () => {
    await control.putStop(stop);
    await control.putStop({ ...stop, who: 'captain-b' });

    expect(await control.read('stop')).toEqual({ ...stop, who: 'captain-b' });
  });

  it('removes only what it expects, and does not mind that it is gone already', async () => {
    await control.putStop({ ...stop, who: 'captain-b' });

    const error = await failureOf(control.remove('stop', stop));
    await control.remove('stop', { ...stop, who: 'captain-b' });
    await control.remove('stop', { ...stop, who: 'captain-b' });

    expect(error.code).toBe('CONDITION_FAILED');
    expect(await control.read('stop')).toBeNull();
  });

  it('hands every one of twenty increments its own number', async () => {
    const stamp = { by: 'run-a', at: '2026-11-21T00:00:00.000Z' };

    const taken = await Promise.all(Array.from({ length: 20 }, () => control.increment('generation', stamp)));

    expect(taken.map(({ value }) => value).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(await control.read('generation')).toEqual({ value: 20, bumpedBy: 'run-a', bumpedAt: stamp.at });
  });

  it('writes exactly where the stored item equals the expected one', async () => {
    const generation = fc.record<GenerationItem>({
      value: fc.integer({ min: 0, max: 2 }),
      bumpedAt: fc.constantFrom(null, 'monday'),
      bumpedBy: fc.constantFrom(null, 'a', 'b'),
    });
    const wanted = { value: 99, bumpedAt: 'now', bumpedBy: 'me' };

    await fc.assert(
      fc.asyncProperty(fc.option(generation), fc.option(generation), async (stored, expected) => {
        await replaceRaw(stored);

        const isWritten = await control.replace('generation', expected, wanted).then(
          () => true,
          () => false,
        );

        const isSame = JSON.stringify(sorted(stored)) === JSON.stringify(sorted(expected));
        expect(isWritten).toBe(isSame);
        expect(await control.read('generation')).toEqual(isSame ? wanted : stored);
      }),
      { seed: 20261121, numRuns: 60 },
    );
  });

  it('refuses an item that does not fit its form rather than guess', async () => {
    await raw.send(
      new PutCommand({ TableName: controlTable, Item: { scope: 'control', name: 'stop', who: 'captain-a' } }),
    );

    const error = await failureOf(control.read('stop'));

    expect(error.code).toBe('ITEM_INVALID');
    expect(error.text.what).toBe(`What was read does not fit at why: item stop of table ${controlTable}.`);
    await raw.send(
      new PutCommand({ TableName: controlTable, Item: { scope: 'control', name: 'stop', ...stop } }),
    );
  });
});

describe('the run register', () => {
  it('lists all runs since a time, across pages, and no earlier one', async () => {
    const padding = 'x'.repeat(200_000);
    for (let hour = 0; hour < 12; hour += 1) {
      const startedAt = `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`;
      const item = {
        startedAt,
        timeoutAt: startedAt,
        requestId: `r${hour}`,
        buildId: 'b',
        mode: 'live',
        padding,
      };
      const key = { scope: 'run', name: `${startedAt}#r${hour}` };
      await raw.send(new PutCommand({ TableName: controlTable, Item: { ...key, ...item } }));
    }

    const runs = await control.runsSince('2026-11-21T03:00:00.000Z');

    expect(runs.map(({ requestId }) => requestId)).toEqual([
      'r3',
      'r4',
      'r5',
      'r6',
      'r7',
      'r8',
      'r9',
      'r10',
      'r11',
    ]);
    expect(runs[0]).toMatchObject({
      endedAt: null,
      outcome: null,
      key: { scope: 'run', name: '2026-11-21T03:00:00.000Z#r3' },
    });
  });
});

async function replaceRaw(item: GenerationItem | null): Promise<void> {
  const stored = await raw.send(
    new GetCommand({ TableName: controlTable, Key: { scope: 'control', name: 'generation' } }),
  );
  const present = await control.read('generation');
  if (stored.Item && present) await control.remove('generation', present);
  if (item) await control.replace('generation', null, item);
}

function sorted(item: GenerationItem | null) {
  return item && { value: item.value, bumpedAt: item.bumpedAt, bumpedBy: item.bumpedBy };
}

async function failureOf(call: Promise<unknown>): Promise<OperatorError> {
  const error = await call.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof OperatorError) return error;
  throw error;
}
