import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Booking } from '../../../src/rules/booking.ts';
import { latestSend } from '../../../src/rules/message-age.ts';
import type { BookingInput } from '../../../src/sandbox/outside/booking.ts';
import { editFile } from '../../rules/settings/edit-file.ts';
import { dayMs, hourMs, inventedBooking, inventedRow, minuteMs, storeId } from '../invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from '../lambda-world.ts';
import { named, sentTo } from '../what-a-run-did.ts';

/* Half past eight in the evening in Korea. A visit of the sandbox takes an hour, and is completed at its end. */
const eveningMs = afternoonMs + 6.5 * hourMs;
const at = (ms: number) => new Date(eveningMs + ms).toISOString();

let world: LambdaWorld | undefined;
afterEach(async () => {
  await world?.stop();
  world = undefined;
});

const visit = (id: number, startedAgoMs: number): BookingInput =>
  inventedBooking(id, 6.5 * hourMs - startedAgoMs, {
    status: 'RC08',
    registeredAt: at(-40 * dayMs),
    options: [{ name: '네이버 리뷰 이벤트' }],
  });

async function start(agoMs: readonly number[], configure?: (folder: string) => void): Promise<LambdaWorld> {
  const bookings = agoMs.map((ms, index) => visit(index + 1, ms));
  const here = await startLambdaWorld({ startMs: eveningMs, bookings, ...(configure ? { configure } : {}) });
  world = here;
  for (const index of agoMs.keys()) {
    await here.put('sms', inventedRow(index + 1, { remind_sms: true }));
    await here.put('sms_claims', guideClaim(index + 1));
  }
  return here;
}

/** The guide of each visit was ours: it is no mark of another sender. */
function guideClaim(id: number) {
  const { booking_num, phone } = inventedRow(id);
  const times = { claimed_at: at(-40 * dayMs), lease_until: at(-40 * dayMs), updated_at: at(-40 * dayMs) };
  return {
    ...{ claim_id: `${booking_num}#${phone}#guide`, booking_num, phone, kind: 'guide', store_id: storeId },
    ...{ state: 'DELIVERED', owner: 'invented', fence: 1, run_id: 'invented', ...times },
  };
}

const phones = (...ids: readonly number[]) => ids.map((id) => `0100000${String(id).padStart(4, '0')}`);

describe('after a pause of delivery', () => {
  it('an event message leaves for a visit completed within a day, and for none before', async () => {
    const here = await start([5 * hourMs, 24.9 * hourMs, 25.1 * hourMs, 3 * dayMs, 30 * dayMs]);
    await here.approve({ approvedAt: at(-10 * dayMs) });

    const run = await here.invoke(scheduledEvent);

    expect(sentTo(here)).toEqual(phones(1, 2));
    expect(run.answer).toMatchObject({ outcome: 'succeeded', messages_due: 2, accepted: 2, withheld: 3 });
    expect(named(run, 'store_withheld')).toMatchObject([
      { store_id: storeId, reason: 'too-old', messages: 3 },
    ]);
    // Those of the last ten days were ours to send; the last one was not.
    expect(run.answer).toMatchObject({ missed: 2, stores_withheld: 0 });
    expect(named(run, 'send_missed').map(({ reason }) => reason)).toEqual(
      [1, 2].map(() =>
        expect.stringMatching(/^older than rule "R3 Evening option message" sends it: until 2026-/),
      ),
    );
    const missed = (await here.scan('sms_claims')).filter(({ state }) => state === 'MISSED');
    expect(missed.map(({ kind }) => kind)).toEqual(['event', 'event']);
  });

  it('what is too old is counted as missed once, and stays held back', async () => {
    const here = await start([3 * dayMs]);
    await here.approve({ approvedAt: at(-10 * dayMs) });
    const first = await here.invoke(scheduledEvent);
    here.advance(20 * minuteMs);
    const second = await here.invoke(scheduledEvent);

    expect([first, second].map(({ answer }) => [answer.missed, answer.withheld])).toEqual([
      [1, 1],
      [0, 1],
    ]);
    expect(sentTo(here)).toEqual([]);
  });

  it('a rule may allow more, in hours', async () => {
    const here = await start([24.9 * hourMs, 72 * hourMs, 74 * hourMs], (folder) =>
      editFile(join(folder, 'rules.yaml'), 'max_age_hours: 24', 'max_age_hours: 72'),
    );
    await here.approve();

    await here.invoke(scheduledEvent);

    expect(sentTo(here)).toEqual(phones(1, 2));
  });

  it('a day is the limit of an event message although its rule says nothing', async () => {
    const here = await start([24.9 * hourMs, 25.1 * hourMs], (folder) =>
      editFile(join(folder, 'rules.yaml'), /^ +max_age_hours: 24\n/m, ''),
    );
    await here.approve();

    await here.invoke(scheduledEvent);

    expect(sentTo(here)).toEqual(phones(1));
  });

  it.each(['0', '"24"', '1.5', '8785'])('a rule cannot ask for %s hours', async (hours) => {
    const here = await start([], (folder) =>
      editFile(join(folder, 'rules.yaml'), 'max_age_hours: 24', `max_age_hours: ${hours}`),
    );

    const run = await here.invoke(scheduledEvent);

    expect(run.text).toMatch(/rules\.yaml:\d+: rules\.4\.max_age_hours: /);
  });
});

describe('the latest time at which a rule sends a message', () => {
  const none = { maxAgeHours: null };
  const startsAt = new Date('2026-11-02T06:00:00Z');
  const confirmedAt = new Date('2026-10-01T00:00:00Z');
  const known: Booking = {
    storeId,
    bookingNum: `${storeId}_1`,
    status: 'RC08',
    phone: { digits: '01000000001', key: '010-0000-0001', isUsual: true },
    customerName: '김가상',
    startsAt,
    confirmedAt,
    optionNames: [],
    unreadOptions: 0,
    previousBookingNum: null,
    fields: {},
  };

  it('is not limited for a confirmation and a guide by default', () => {
    expect(latestSend(none, known, 'confirm')).toBeNull();
    expect(latestSend(none, known, 'guide')).toBeNull();
  });

  it('counts from the confirmation, the beginning of the visit, and its completion', () => {
    const hours = { maxAgeHours: 2 };
    const completed = { ...known, fields: { completedDateTime: '2026-11-02T17:00:00+09:00' } };
    expect(latestSend(hours, known, 'confirm')).toEqual(new Date('2026-10-01T02:00:00Z'));
    expect(latestSend(hours, known, 'guide')).toEqual(new Date('2026-11-02T08:00:00Z'));
    expect(latestSend(hours, completed, 'event')).toEqual(new Date('2026-11-02T10:00:00Z'));
  });

  it.each([{}, { completedDateTime: null }, { completedDateTime: 'yesterday' }])(
    'counts from the beginning of the visit where the booking says %o',
    (fields) => {
      expect(latestSend(none, { ...known, fields }, 'event')).toEqual(new Date('2026-11-03T06:00:00Z'));
    },
  );
});
