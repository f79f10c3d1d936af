import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { editFile } from '../rules/settings/edit-file.ts';
import { hourMs, inventedBooking, inventedRow, minuteMs, storeId } from './invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';

/* What others put in our way: bookings, rows, claims and control items that no schema fits. People are invented. */

let world: LambdaWorld;
afterEach(() => world.stop());

const named = (run: Invoked, name: string) => run.events.filter(({ event }) => event === name);
const texts = () => world.outside.sensMessages.map(({ to }) => to).sort();
const confirmClaim = (bookingId: number) =>
  `${storeId}_${bookingId}#010-0000-${String(bookingId).padStart(4, '0')}#confirm`;

describe('a bad booking stops no other', () => {
  it('each is reported by booking and field, and the good one is sent', async () => {
    const tomorrow = 30 * hourMs;
    world = await startLambdaWorld({
      bookings: [
        inventedBooking(1, tomorrow),
        inventedBooking(2, tomorrow, { isPhoneMasked: true }),
        inventedBooking(3, tomorrow, { phone: '' }),
        inventedBooking(4, tomorrow, { phone: '+4915100000004' }),
        inventedBooking(5, tomorrow, { phone: '0212345675' }),
        // Of what is malformed here no message needs anything.
        inventedBooking(6, tomorrow, { name: '가'.repeat(100_000) }),
        // Ten digits: an old number, whose row has the key 3-4-rest.
        inventedBooking(7, tomorrow, { phone: '0110000007' }),
        // What a name holds reaches no text that does not name it, and breaks no row and no log line.
        inventedBooking(8, tomorrow, {
          name: '가\u0000\u001b[31m\n{"event":"run_summary"}\u202e😀{storeName}',
        }),
      ],
    });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({
      outcome: 'succeeded',
      bookings_seen: 8,
      bookings_skipped: 4,
      accepted: 4,
    });
    expect(texts()).toEqual(['01000000001', '01000000006', '01000000008', '0110000007']);
    const skipped = named(run, 'booking_skipped').map(({ booking_num, reason, field }) => [
      booking_num,
      reason,
      field,
    ]);
    expect(skipped.sort()).toEqual([
      [`${storeId}_2`, 'masked-phone', 'phone'],
      [`${storeId}_3`, 'invalid-phone', 'phone'],
      [`${storeId}_4`, 'invalid-phone', 'phone'],
      [`${storeId}_5`, 'invalid-phone', 'phone'],
    ]);
    expect((await world.scan('sms')).map(({ phone }) => phone).sort()).toEqual([
      '010-0000-0001',
      '010-0000-0006',
      '010-0000-0008',
      '011-0000-007',
    ]);
    expect(named(run, 'run_summary')).toHaveLength(1);
  });
});

describe('a text that SENS cannot carry for one customer', () => {
  it('is refused, told and counted once, and stops no other message', async () => {
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, 30 * hourMs, { name: '김😀' }), inventedBooking(2, 30 * hourMs)],
      configure: (folder) =>
        editFile(join(folder, 'templates/confirm.yaml'), '{storeName}', '{storeName} {customerName}'),
    });
    await world.approve();

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({ messages_due: 2, accepted: 1, refused_by_us: 1 });
    expect(named(first, 'send_refused')).toMatchObject([
      { booking_num: `${storeId}_1`, kind: 'confirm', reason: expect.stringContaining('U+1F600') },
    ]);
    expect(await world.scan('sms_claims')).toContainEqual(
      expect.objectContaining({ booking_num: `${storeId}_1`, kind: 'confirm', state: 'REFUSED' }),
    );
    expect(second.answer).toMatchObject({
      outcome: 'succeeded',
      messages_due: 1,
      refused_by_us: 0,
      skipped_by: { 'rejected-before': 1 },
    });
    expect(named(second, 'send_refused')).toEqual([]);
    expect(texts()).toEqual(['01000000002']);
  });
});

describe('the bookings of a store', () => {
  it('are read over all pages of 50, and each is seen once', async () => {
    const many = Array.from({ length: 101 }, (_, index) => inventedBooking(index + 1, 30 * hourMs));
    world = await startLambdaWorld({ bookings: many });

    const run = await world.invoke({ mode: 'dry-run' });

    expect(run.answer).toMatchObject({ outcome: 'succeeded', bookings_seen: 101, messages_due: 101 });
    expect(new Set(named(run, 'message_due').map(({ booking_num }) => booking_num)).size).toBe(101);
  });
});

describe('a bad claim stops no other', () => {
  it.each(['CLAIMED', 'IN_DOUBT', 'RELEASED'])(
    'open as %s: it is reported, and its message is not sent',
    async (state) => {
      world = await startLambdaWorld({
        bookings: [inventedBooking(1, 30 * hourMs), inventedBooking(2, 30 * hourMs)],
      });
      const claimed_at = '2026-11-02T03:00:00.000Z';
      await world.put('sms_claims', {
        claim_id: confirmClaim(1),
        open_state: state,
        claimed_at,
        fence: 'one',
      });
      await world.approve();

      const run = await world.invoke(scheduledEvent);

      expect(run.answer).toMatchObject({ outcome: 'succeeded', accepted: 1, in_doubt_earlier: 1 });
      expect(run.metrics).toMatchObject([{ MessagesInDoubt: 1 }]);
      expect(texts()).toEqual(['01000000002']);
      expect(named(run, 'booking_skipped')).toMatchObject([
        {
          store_id: storeId,
          booking_num: `${storeId}_1`,
          reason: 'invalid-claim',
          field: 'state',
        },
      ]);
      expect(run.text).not.toContain('010-0000-0001');
    },
  );

  it('of a message that its row says is sent: it is ours, and no other sender is suspected', async () => {
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, hourMs), inventedBooking(2, 30 * hourMs)],
    });
    await world.approve({ approvedAt: '2026-11-01T00:00:00.000Z' });
    await world.put('sms', inventedRow(1, { remind_sms: true }));
    for (const kind of ['confirm', 'guide']) {
      await world.put('sms_claims', { claim_id: confirmClaim(1).replace('confirm', kind), state: 'SENT' });
    }

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'succeeded', accepted: 1 });
    expect(texts()).toEqual(['01000000002']);
  });
});

describe('a bad control item', () => {
  it.each([
    ['an approval of an unknown mode', { mode: 'LIVE' }, 'mode'],
    ['an approval that ends at no time', { until: 'soon' }, 'until'],
    ['an approval without a time', { approvedAt: 5 }, 'approvedAt'],
  ])('%s: nothing is sent, and the error names item, field and remedy', async (_, changes, field) => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 30 * hourMs)] });
    await world.approve();
    await world.put('naver-sms-control', {
      scope: 'control',
      name: 'approval',
      mode: 'live',
      buildId: 'b',
      approvedBy: 'invented-captain',
      approvedAt: '2026-11-01T00:00:00.000Z',
      until: null,
      reason: 'test',
      ...changes,
    });

    const run = await world.invoke(scheduledEvent);

    expect(run.end.kind).toBe('error');
    expect(run.answer.errorMessage).toContain(
      `item approval of table naver-sms-control does not fit at: ${field}; write it anew with naver-sms delivery approve`,
    );
    expect(texts()).toEqual([]);
  });
});

describe('a secret that is not whole', () => {
  it('is named by the probe, with its key and the remedy, and fails the run before it reads a booking', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 30 * hourMs)] });
    await world.approve();
    world.putSecret('naver-sms-automation/sens-credentials', { access_key: 'planted', secret_key: '' });

    const probe = await world.invoke({ mode: 'probe' });
    const run = await world.invoke(scheduledEvent);

    const problem =
      'secret naver-sms-automation/sens-credentials: secret_key is empty, service_id is missing; it takes';
    expect(probe.answer.checks).toContainEqual(
      expect.objectContaining({ id: 'secret-sens', isOk: false, detail: expect.stringContaining(problem) }),
    );
    expect(run.answer.errorMessage).toContain(problem);
    expect(`${probe.text}${run.text}${JSON.stringify(probe.answer)}`).not.toContain('planted');
  });
});
