import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendsListCommand } from '../../../src/commands/sends/list.ts';
import { sendsResendCommand } from '../../../src/commands/sends/resend.ts';
import { toKst } from '../../../src/domain/kst.ts';
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

async function put(table: string, given: Record<string, unknown>): Promise<void> {
  const Item = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
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
    // Given up after a day: SENS did not report how it ended.
    await putClaim(3, 'ACCEPTED', { open_state: undefined, reason: 'SENS did not report' });
    await putClaim(4, 'REFUSED', { open_state: 'REFUSED', run_id: 'run-of-last-week' });
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

    const idsOf = async (options: object) => (await of(options)).map(({ id }) => id).toSorted();
    expect(await idsOf({ state: 'refused' })).toEqual([shortId(1), shortId(4)].toSorted());
    expect(await idsOf({ state: 'accepted' })).toEqual([shortId(3)]);
    const { result } = await world.run(sendsListCommand, { state: 'refused' });
    expect(result.headline).toMatch(
      /^2 messages refused: every open one, and of the others those of the runs since 24h \(--since\)\./,
    );
    expect(await of({ state: 'delivered' })).toMatchObject([{ id: shortId(2) }]);
    expect(await idsOf({ state: 'refused', since: '10m' })).toEqual([shortId(4)]);
    expect(await idsOf({ state: 'accepted', since: '10m' })).toEqual([]);
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

  describe('of a refused message', () => {
    const isRefused = (more: Record<string, unknown> = {}) => ({
      open_state: 'REFUSED',
      reason: 'SENS answered 400 (2000 invalid parameter)',
      posting_at: minutesAgo(60),
      booking_time: toKst(new Date(world.sandbox.clock.now().getTime() + 24 * 60 * minuteMs)),
      ...more,
    });

    it('releases it once a run did not find it, and shows why SENS refused it', async () => {
      await putClaim(1, 'REFUSED', isRefused({ absent_at: minutesAgo(20) }));

      const listed = await world.run(sendsListCommand, { state: 'refused' });
      const { result } = await resend(1);

      expect(listed.result.checks).toMatchObject([
        { observed: expect.stringContaining('SENS answered 400 (2000 invalid parameter)') },
      ]);
      expect(listed.result.next).toEqual([expect.stringContaining(`sends resend ${shortId(1)} --confirm`)]);
      expect(result).toMatchObject({ exitCode: 0, verdict: { state: 'pass' } });
      expect(await claimOf(1)).toMatchObject({ state: 'RELEASED', open_state: 'RELEASED' });
      const row = await stored(world.environment.tables.sms, { booking_num: '1051707_1', phone });
      expect(row).toMatchObject({ confirm_sms: false });
    });

    it('releases a text that was never posted at once', async () => {
      await putClaim(1, 'REFUSED', isRefused({ posting_at: undefined, reason: 'not EUC-KR' }));

      expect((await resend(1)).result.exitCode).toBe(0);
      expect(await claimOf(1)).toMatchObject({ state: 'RELEASED' });
    });

    it('removes the row that its claim created, in the same transaction', async () => {
      await putClaim(1, 'REFUSED', isRefused({ absent_at: minutesAgo(20), created_row: true }));
      const row = {
        booking_num: '1051707_1',
        phone,
        confirm_sms: true,
        remind_sms: false,
        option_sms: false,
      };
      await put(world.environment.tables.sms, row);

      expect((await resend(1)).result.exitCode).toBe(0);
      expect(await stored(world.environment.tables.sms, { booking_num: '1051707_1', phone })).toBeUndefined();
      expect(JSON.stringify(world.ledger())).not.toContain('0000-4321');
    });

    it.each([
      ['was not looked for yet', {}, 'a run must still look for it at'],
      ['was looked for too early', { absent_at: 'early' }, 'a run must still look for it at'],
      [
        'has a window that ended',
        { absent_at: 'late', booking_time: '2026-11-20 10:00:00' },
        'its window ended at 2026-11-20 10:00 KST',
      ],
    ])('refuses one that %s', async (_, more, because) => {
      const times = { early: minutesAgo(31), late: minutesAgo(1) };
      const absent_at = 'absent_at' in more ? times[more.absent_at as keyof typeof times] : undefined;
      await putClaim(1, 'REFUSED', isRefused({ ...more, absent_at }));

      const { result } = await resend(1);

      expect(result).toMatchObject({ exitCode: 3 });
      expect(result.headline).toContain(because);
      expect(await claimOf(1)).toMatchObject({ state: 'REFUSED' });
    });

    it.each(['REFUSED', 'IN_DOUBT'])(
      'refuses it while another sender rule is enabled (%s)',
      async (state) => {
        await putClaim(
          1,
          state,
          isRefused({ open_state: state, reason: 'absent', absent_at: minutesAgo(20) }),
        );
        const rules = new EventBridgeClient({});
        await rules.send(new EnableRuleCommand({ Name: world.environment.legacy.rule }));

        const { result } = await resend(1);
        await rules.send(new DisableRuleCommand({ Name: world.environment.legacy.rule }));
        const alone = await resend(1);

        expect(result).toMatchObject({ exitCode: 3 });
        expect(result.headline).toMatch(
          /the other sender would send it too.*is ENABLED.*Nothing was changed\.$/,
        );
        expect(alone.result.exitCode).toBe(0);
        rules.destroy();
      },
    );

    it('refuses it where the other sender rules cannot be read', async () => {
      await putClaim(1, 'REFUSED', isRefused({ absent_at: minutesAgo(20) }));
      world.sandbox.addFault({
        service: 'events',
        operation: 'DescribeRule',
        kind: 'access-denied',
        times: 100,
      });

      const { result } = await resend(1);

      expect(result).toMatchObject({ exitCode: 3 });
      expect(result.headline).toContain('could not be read');
      expect(await claimOf(1)).toMatchObject({ state: 'REFUSED' });
    });

    it('refuses an undelivered message: SENS took it', async () => {
      await putClaim(1, 'UNDELIVERED', { open_state: 'ACCEPTED' });

      const { result } = await resend(1);

      expect(result).toMatchObject({ exitCode: 3 });
      expect(result.headline).toContain('it is UNDELIVERED: SENS took it');
    });
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
