import { afterEach, describe, expect, it } from 'vitest';
import { hourMs, inventedBooking, minuteMs, storeId } from './invented-bookings.ts';
import { type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

let world: LambdaWorld;
afterEach(() => world.stop());

describe('an empty table', () => {
  it('sends nothing, and says so once a store, in the summary, the metric and the channels', async () => {
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, hourMs), inventedBooking(2, 30 * hourMs)],
      isTableNew: true,
    });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'succeeded', messages_due: 0, accepted: 0, withheld: 3 });
    expect(named(run, 'store_withheld')).toMatchObject([
      { store_id: storeId, reason: 'empty-table', messages: 3 },
    ]);
    expect(run.metrics).toMatchObject([{ MessagesWithheld: 3, MessagesDue: 0 }]);
    expect(world.outside.telegramMessages[0]?.text).toContain('withheld 3');
    expect(sentTo(world)).toEqual([]);
    expect(await world.scan('sms')).toEqual([]);
  });
});

describe('a moved booking', () => {
  it('is confirmed again, as the old function did, and reported', async () => {
    world = await startLambdaWorld({
      bookings: [inventedBooking(2, 30 * hourMs, { previousBookingId: 1 })],
    });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(sentTo(world)).toEqual(['01000000002']);
    expect(named(run, 'booking_rescheduled')).toMatchObject([
      { booking_num: `${storeId}_2`, previous_booking_num: `${storeId}_1`, action: 'send' },
    ]);
  });
});

describe('one bad row of table sms', () => {
  it('stops no other booking: its own is skipped and reported, never taken for a new one', async () => {
    world = await startLambdaWorld({
      bookings: [inventedBooking(1, hourMs), inventedBooking(2, 30 * hourMs)],
    });
    await world.put('sms', { booking_num: `${storeId}_1`, phone: '010-0000-0001', confirm_sms: 'true' });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'succeeded', bookings_skipped: 1, accepted: 1 });
    expect(named(run, 'booking_skipped')).toMatchObject([
      { booking_num: `${storeId}_1`, reason: 'invalid-record', field: 'confirm_sms' },
    ]);
    expect(sentTo(world)).toEqual(['01000000002']);
  });
});

describe('parity defect 9: what was not sent was counted as sent', () => {
  it('counts as accepted only what SENS took: not what it pushed back, not what waits for an approval', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, 30 * hourMs)] });
    const off = await world.invoke(scheduledEvent);
    await world.approve();
    world.addFault({ service: 'sens', operation: 'send', kind: 'access-denied' });

    const pushedBack = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const sent = await world.invoke(scheduledEvent);

    expect([off, sent].map(({ answer }) => answer.accepted)).toEqual([0, 1]);
    expect(named(pushedBack, 'run_summary')).toMatchObject([{ accepted: 0, released: 1 }]);
    expect(pushedBack.metrics).toMatchObject([{ MessagesAccepted: 0, MessagesReleased: 1 }]);
    // Parity defect 4 as well: the flag came back with the message, which the next run then sent.
    expect(sentTo(world)).toEqual(['01000000001']);
    expect(await world.scan('sms')).toMatchObject([{ confirm_sms: true }]);
  });
});
