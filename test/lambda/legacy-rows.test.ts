import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dayMs, hourMs, inventedBooking, inventedRow, minuteMs, storeId } from './invented-bookings.ts';
import { type Invoked, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { sentTo } from './what-a-run-did.ts';

/* What the senders before us left in table sms, in each form in which they wrote it. */

let world: LambdaWorld | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

describe('a flag that is NULL or missing', () => {
  it('is not set, and its message is sent once, whichever it is', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs), inventedBooking(2, hourMs)] });
    await world.put('sms', { ...inventedRow(1), remind_sms: null });
    await world.put('sms', withoutUndefined({ ...inventedRow(2), remind_sms: undefined }));
    await world.approve();

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({ messages_due: 2, accepted: 2 });
    expect(second.answer).toMatchObject({ messages_due: 0, missed: 0 });
    expect(sentTo(world)).toEqual(['01000000001', '01000000002']);
    expect(await world.scan('sms')).toMatchObject([{ remind_sms: true }, { remind_sms: true }]);
  });

  it('of several flags at once: each message is sent once', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(1, hourMs)] });
    const flags = { confirm_sms: null, remind_sms: null, option_sms: null, option_time: null };
    await world.put('sms', { ...inventedRow(1), ...flags });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ messages_due: 2, accepted: 2 });
    expect(sentTo(world)).toEqual(['01000000001', '01000000001']);
  });
});

describe('a row under another key of the same number', () => {
  const keys = [
    ['3-3-4', '0110000001', '011-000-0001'],
    ['3-4-3', '0110000002', '011-0000-002'],
    ['the number as it came', '01100000003', '01100000003'],
    ['the text with its country', '01000000004', '+82 10-0000-0004'],
    ['slices of the text with its country', '01000000005', '+82- 10--0000-0005'],
  ] as const;
  describe('alone', () => {
    let run: Invoked;
    let keyed: LambdaWorld;
    beforeAll(async () => {
      const bookings = keys.map(([, phone], index) => inventedBooking(index + 1, hourMs, { phone }));
      keyed = await startLambdaWorld({ bookings });
      for (const [index, [, , key]] of keys.entries())
        await keyed.put('sms', { ...inventedRow(index + 1), phone: key });
      await keyed.approve();
      run = await keyed.invoke(scheduledEvent);
      keyed.advance(20 * minuteMs);
      await keyed.invoke(scheduledEvent);
    });
    afterAll(() => keyed.stop());

    it.each(keys.map(([form, phone, key], index) => [form, phone, key, `${storeId}_${index + 1}`] as const))(
      '%s: its customer is not confirmed again, and its flag is the one that is set',
      async (_, phone, key, number) => {
        const ofBooking = async (table: string) =>
          (await keyed.scan(table)).filter(({ booking_num }) => booking_num === number);

        expect(sentTo(keyed).filter((to) => to === phone)).toHaveLength(1);
        expect(await ofBooking('sms')).toMatchObject([{ phone: key, confirm_sms: true, remind_sms: true }]);
        expect((await ofBooking('sms_claims')).filter(({ kind }) => kind)).toMatchObject([{ phone: key }]);
      },
    );

    it('gets one message, whichever it is', () => {
      expect(run.answer).toMatchObject({ messages_due: keys.length, accepted: keys.length });
      expect(sentTo(keyed)).toHaveLength(keys.length);
    });
  });

  it('beside one under the usual key: what either says is sent is not sent again', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(7, hourMs, { phone: '+82 10-0000-0007' })] });
    await world.put('sms', { ...inventedRow(7), confirm_sms: false });
    await world.put('sms', { ...inventedRow(7), phone: '+82- 10--0000-0007', remind_sms: true });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ messages_due: 0, accepted: 0 });
    expect(sentTo(world)).toEqual([]);
  });

  it('of another number of the same booking is another customer, as it always was', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(7, 2 * dayMs)] });
    await world.put('sms', { ...inventedRow(7), phone: '010-0000-0008' });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ messages_due: 1, accepted: 1 });
    expect(await world.scan('sms')).toHaveLength(2);
  });

  it('malformed: its booking is skipped and reported, never taken for a new one', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(7, hourMs, { phone: '0110000007' })] });
    await world.put('sms', { booking_num: `${storeId}_7`, phone: '011-000-0007', confirm_sms: 'true' });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ bookings_skipped_by: { 'invalid-record': 1 }, accepted: 0 });
    expect(sentTo(world)).toEqual([]);
  });
});

describe('a claim of the previous build', () => {
  it('whose send was not answered is adopted, not sent again, although the phone now comes in another form', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(7, 30 * hourMs)] });
    await world.approve();
    world.addFault({ service: 'sens', operation: 'send', kind: 'accept-then-drop' });
    await world.invoke(scheduledEvent);
    // As the host lists the same booking after a change of its own.
    world.outside.addBookings([
      inventedBooking(7, 30 * hourMs, { phone: '+82 10-0000-0007', name: '김가상'.normalize('NFD') }),
    ]);
    world.advance(20 * minuteMs);

    const next = await world.invoke(scheduledEvent);

    expect(next.answer).toMatchObject({ adopted: 1, messages_due: 0, accepted: 0 });
    expect(sentTo(world)).toEqual(['01000000007']);
  });

  it('that was given back is taken under its own name, whichever form the phone has now', async () => {
    world = await startLambdaWorld({ bookings: [inventedBooking(7, 30 * hourMs)] });
    await world.approve();
    world.addFault({ service: 'sens', operation: 'send', kind: 'access-denied' });
    await world.invoke(scheduledEvent);
    world.outside.addBookings([inventedBooking(7, 30 * hourMs, { phone: '821000000007' })]);
    world.advance(20 * minuteMs);

    const next = await world.invoke(scheduledEvent);

    expect(next.answer).toMatchObject({ accepted: 1 });
    expect(sentTo(world)).toEqual(['01000000007']);
    const claims = (await world.scan('sms_claims')).filter(({ kind }) => kind);
    expect(claims).toMatchObject([{ claim_id: `${storeId}_7#010-0000-0007#confirm`, state: 'ACCEPTED' }]);
  });
});

const withoutUndefined = (item: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
