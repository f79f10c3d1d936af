import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendsListCommand } from '../../../src/commands/sends/list.ts';
import { sendsResendCommand } from '../../../src/commands/sends/resend.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';

const phone = '010-0000-4321';
const minuteMs = 60_000;

let world: TestWorld;
let tables: DynamoDBDocumentClient;
beforeEach(async () => {
  world = await startTestWorld();
  tables = DynamoDBDocumentClient.from(new DynamoDBClient({}));
});
afterEach(async () => {
  tables.destroy();
  await world.stop();
});

const claimId = (number: number): string => `1051707_${number}#${phone}#confirm`;
const shortId = (number: number): string =>
  createHash('sha256').update(claimId(number)).digest('hex').slice(0, 12);
const minutesAgo = (minutes: number): string =>
  new Date(world.sandbox.clock.now().getTime() - minutes * minuteMs).toISOString();

async function put(table: string, Item: Record<string, unknown>): Promise<void> {
  await tables.send(new PutCommand({ TableName: table, Item }));
}

/** A claim of the booking with this number, and its legacy row, whose flag is set. */
async function putClaim(number: number, state: string, more: Record<string, unknown> = {}): Promise<void> {
  const booking_num = `1051707_${number}`;
  const isOpen = ['CLAIMED', 'IN_DOUBT', 'RELEASED', 'ACCEPTED'].includes(state);
  await put(world.environment.tables.claims, {
    claim_id: claimId(number),
    booking_num,
    phone,
    kind: 'confirm',
    state,
    ...(isOpen ? { open_state: state } : {}),
    owner: 'run-1/owner',
    fence: 1,
    claimed_at: minutesAgo(60),
    lease_until: minutesAgo(59),
    updated_at: minutesAgo(20),
    run_id: 'run-1',
    ...more,
  });
  await put(world.environment.tables.sms, { booking_num, phone, confirm_sms: true });
}

async function stored(table: string, Key: Record<string, string>) {
  return (await tables.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
}

const claimOf = (number: number) => stored(world.environment.tables.claims, { claim_id: claimId(number) });

describe('sends list', () => {
  it('shows messages in doubt by a short id, and nowhere a phone number', async () => {
    await putClaim(1, 'IN_DOUBT', { reason: 'absent' });
    await putClaim(2, 'IN_DOUBT', { reason: 'ECONNRESET after the body may have left' });
    await putClaim(3, 'ACCEPTED');

    const { result, events } = await world.run(sendsListCommand, {});

    expect(result).toMatchObject({ exitCode: 0, headline: '2 messages in-doubt. 1 may be sent again.' });
    expect(result.checks.map(({ id }) => id).toSorted()).toEqual([shortId(1), shortId(2)].toSorted());
    expect(result.next).toEqual([expect.stringContaining(`sends resend ${shortId(1)} --confirm`)]);
    const text = JSON.stringify([result, events]);
    expect(text).toContain('010-****-4321');
    expect(text).not.toContain('0000-4321');
  });

  it('says of what a run left over why, and what becomes of it', async () => {
    await putClaim(1, 'RELEASED', { reason: 'left over: a stop is set' });

    const { result } = await world.run(sendsListCommand, { state: 'open' });

    expect(result.checks).toMatchObject([
      {
        observed: expect.stringMatching(
          /^RELEASED \(not sent: the next live run sends it, or it is counted as missed\) since .*: left over: a stop is set$/,
        ),
      },
    ]);
  });

  it('finds what is final among the runs since a time', async () => {
    await putClaim(1, 'REFUSED', { reason: 'SENS answered 400' });
    await putClaim(2, 'DELIVERED');
    await put(world.environment.tables.control, {
      scope: 'run',
      name: `${minutesAgo(60)}#run-1`,
      startedAt: minutesAgo(60),
      timeoutAt: minutesAgo(55),
      requestId: 'run-1',
      buildId: 'b'.repeat(64),
      mode: 'live',
      endedAt: minutesAgo(59),
      outcome: 'succeeded',
    });

    const of = async (options: object) => (await world.run(sendsListCommand, options)).result.checks;

    expect(await of({ state: 'refused' })).toMatchObject([{ id: shortId(1) }]);
    expect(await of({ state: 'delivered' })).toMatchObject([{ id: shortId(2) }]);
    expect(await of({ state: 'refused', since: '10m' })).toEqual([]);
    expect(await of({ state: 'open' })).toEqual([]);
  });
});

describe('sends resend', () => {
  const resend = (number: number, options = {}) =>
    world.run(sendsResendCommand, { claim: shortId(number) }, { reason: 'not in the console', ...options });

  it('releases an absent message and takes its legacy flag back, with evidence that holds no phone number', async () => {
    await putClaim(1, 'IN_DOUBT', { reason: 'absent' });

    const { result } = await resend(1);

    expect(result).toMatchObject({ exitCode: 0, verdict: { state: 'pass' } });
    expect(await claimOf(1)).toMatchObject({ state: 'RELEASED', open_state: 'RELEASED', fence: 1 });
    const row = await stored(world.environment.tables.sms, { booking_num: '1051707_1', phone });
    expect(row).toMatchObject({ confirm_sms: false });
    const kinds = world.ledger().filter(({ step }) => step === 'claim-released');
    expect(kinds.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
    expect(JSON.stringify(world.ledger())).not.toContain('0000-4321');
  });

  it('names the booking and the attribute of a claim that does not read, and nowhere its phone number', async () => {
    await putClaim(1, 'IN_DOUBT', { claimed_at: 'yesterday' });

    const { result, errorCode } = await world.run(sendsListCommand, {});

    expect(errorCode).toBe('ITEM_INVALID');
    expect(result.exitCode).toBe(5);
    expect(result.headline).toContain('does not fit at claimed_at: the item of booking 1051707_1 (index');
    expect(JSON.stringify(result)).not.toContain('0000-4321');
  });

  it('releases it also where its legacy row is gone', async () => {
    await putClaim(1, 'IN_DOUBT', { reason: 'absent' });
    await put(world.environment.tables.sms, { booking_num: '1051707_1', phone, confirm_sms: false });

    expect((await resend(1)).result.exitCode).toBe(0);
    expect(await claimOf(1)).toMatchObject({ state: 'RELEASED' });
  });

  it.each([
    ['accepted', 'ACCEPTED', {}, 'only a message in doubt'],
    ['not found absent', 'IN_DOUBT', { reason: 'ECONNRESET' }, 'no run has found it absent'],
  ])('refuses what is %s', async (_, state, more, because) => {
    await putClaim(1, state, more);

    const { result } = await resend(1);

    expect(result.exitCode).toBe(3);
    expect(result.headline).toContain(because);
    expect(await claimOf(1)).toMatchObject({ state });
  });

  it('refuses until a run looked for it half an hour after its lease, and what it does not know', async () => {
    await putClaim(1, 'IN_DOUBT', { reason: 'absent', lease_until: minutesAgo(49) });

    const [early, unknown] = [await resend(1), await resend(2)];

    expect(early.result.headline).toContain('a run must still look for it at');
    expect(unknown.result.headline).toContain('not among the open claims');
    expect(await claimOf(1)).toMatchObject({ state: 'IN_DOUBT' });
  });

  it('changes nothing in a dry run, and nothing without a reason', async () => {
    await putClaim(1, 'IN_DOUBT', { reason: 'absent' });

    const dry = await resend(1, { dryRun: true });
    const unexplained = await resend(1, { reason: '' });

    expect(dry.result.headline).toBe('Dry run: nothing was changed.');
    expect(unexplained.errorCode).toBe('UNKNOWN_USAGE');
    expect(await claimOf(1)).toMatchObject({ state: 'IN_DOUBT' });
  });

  it('must be confirmed by the claim', () => {
    const claim = shortId(1);
    expect(sendsResendCommand.confirm?.(world.environment, { claim })).toBe(claim);
  });
});
