import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BookingInput } from '../../src/sandbox/outside/booking.ts';
import { editFile } from '../rules/settings/edit-file.ts';
import { hourMs, inventedBooking, inventedRow, minuteMs, storeId } from './invented-bookings.ts';
import {
  afternoonMs,
  type Invoked,
  type LambdaWorld,
  scheduledEvent,
  startLambdaWorld,
} from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

/* Rows that come in another shape than usual: read where they can be read, and never skipped without trouble. */

let world: LambdaWorld;

const tomorrow = 30 * hourMs;
const startsAt = new Date(afternoonMs + tomorrow).toISOString().replace('.000Z', 'Z');

/** The booking with these fields in its row; `snapshot`: fields of its snapshotJson. */
function listedAs(
  id: number,
  fields: Record<string, unknown>,
  snapshot?: Record<string, unknown>,
): BookingInput {
  const changed = snapshot ? { snapshotJson: { startDateTime: startsAt, ...snapshot } } : {};
  return inventedBooking(id, tomorrow, { listedAs: { ...changed, ...fields } });
}

describe('a row in another shape that still says everything', () => {
  /** `last`: the last four digits of the booking's phone. */
  const shapes: readonly (readonly [shape: string, fields: (last: string) => Record<string, unknown>])[] = [
    ['snapshotJson as JSON text', () => ({ snapshotJson: JSON.stringify({ startDateTime: startsAt }) })],
    [
      'snapshotJson as JSON text within JSON text',
      () => ({ snapshotJson: JSON.stringify(JSON.stringify({ startDateTime: startsAt })) }),
    ],
    ['a name that is null', () => ({ name: null })],
    ['a name that is not text', () => ({ name: { first: '가상' } })],
    ['a name of 100 kB', () => ({ name: '가'.repeat(33_000) })],
    [
      'an option without name',
      () => ({ snapshotJson: { startDateTime: startsAt, bookingOptionJson: [{ name: null }] } }),
    ],
    [
      'options that are not a list',
      () => ({ snapshotJson: { startDateTime: startsAt, bookingOptionJson: 'none' } }),
    ],
    ['a phone with its country', (last) => ({ phone: `+82 10-0000-${last}` })],
    ['a phone with its country and the zero', (last) => ({ phone: `+82 (0)10 0000 ${last}` })],
    ['a phone with its country and no plus', (last) => ({ phone: `82100000${last}` })],
    ['a phone with an international prefix', (last) => ({ phone: `0082-10-0000-${last}` })],
    ['a phone with a zero-width mark', (last) => ({ phone: `010\u200b0000${last}` })],
    ['a phone between bidi marks', (last) => ({ phone: `\u202a010-0000-${last}\u202c` })],
    ['a phone with a bracket', (last) => ({ phone: `(010)0000${last}` })],
    ['a phone in full width', (last) => ({ phone: inFullWidth(`0100000${last}`) })],
    ['a phone as a number', (last) => ({ phone: 1_000_000_000 + Number(last) })],
  ];
  const numbered = shapes.map(
    ([shape, fields], index) => [shape, String(index + 1).padStart(4, '0'), fields] as const,
  );
  let run: Invoked;
  let sent: readonly unknown[];
  let rows: readonly Readonly<Record<string, unknown>>[];
  beforeAll(async () => {
    const shaped = await startLambdaWorld({
      bookings: numbered.map(([, last, fields]) => listedAs(Number(last), fields(last))),
    });
    await shaped.approve();
    run = await shaped.invoke(scheduledEvent);
    sent = sentTo(shaped);
    rows = await shaped.scan('sms');
    await shaped.stop();
  });

  it.each(numbered)('%s: its confirmation is sent, to the number and row of before', (_, last) => {
    expect(sent.filter((to) => to === `0100000${last}`)).toHaveLength(1);
    expect(rows.filter(({ booking_num }) => booking_num === `${storeId}_${Number(last)}`)).toMatchObject([
      { phone: `010-0000-${last}`, confirm_sms: true },
    ]);
  });

  it('is no trouble of the run, and nobody else gets a message', () => {
    const count = shapes.length;
    expect(run.answer).toMatchObject({
      outcome: 'succeeded',
      messages_due: count,
      accepted: count,
      bookings_skipped: 0,
    });
    expect(sent).toHaveLength(count);
    expect(rows).toHaveLength(count);
  });
});

const inFullWidth = (digits: string): string =>
  digits.replace(/\d/g, (digit) => '０１２３４５６７８９'.charAt(Number(digit)));

describe('a field that only some messages need', () => {
  afterEach(() => world.stop());

  const nameInText = (folder: string) =>
    editFile(join(folder, 'templates/confirm.yaml'), '{storeName}', '{storeName} {customerName}');

  it('the name, malformed: its confirmation that names the customer is refused and reported, the others are sent', async () => {
    world = await startLambdaWorld({
      bookings: [listedAs(1, { name: null }), inventedBooking(2, tomorrow)],
      configure: nameInText,
    });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ messages_due: 2, accepted: 1, refused_by_us: 1, bookings_skipped: 0 });
    expect(named(run, 'send_refused')).toMatchObject([
      { booking_num: `${storeId}_1`, reason: expect.stringContaining('no readable name') },
    ]);
    expect(sentTo(world)).toEqual(['01000000002']);
  });

  it.each([
    ['in parts', '김가상'.normalize('NFD')],
    ['with a zero-width mark', '김\u200b가상'],
  ])('the name, %s: it is sent as people read it', async (_, name) => {
    world = await startLambdaWorld({ bookings: [listedAs(1, { name })], configure: nameInText });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ accepted: 1, refused_by_us: 0 });
    expect(world.outside.sensMessages[0]?.content).toContain('김가상');
    expect(await world.scan('sms')).toMatchObject([{ name: '김가상' }]);
  });

  it.each([
    ['option in parts', '네이버 이벤트'.normalize('NFD')],
    ['option with a zero-width mark', '네\u200b이버 이벤트'],
  ])('an option matches its keyword, %s', async (_, name) => {
    world = await startEvening([evening(1, [{ name }])]);

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ messages_due: 1, accepted: 1 });
  });

  it('an option matches its keyword, keyword in parts', async () => {
    world = await startEvening([evening(1, [{ name: '네이버 이벤트' }])], (folder) =>
      editFile(join(folder, 'rules.yaml'), '네이버', '네이버'.normalize('NFD')),
    );

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ messages_due: 1, accepted: 1 });
  });

  it('an option without name: whether the evening message is due is not known, which is reported once', async () => {
    world = await startEvening([
      evening(1, [{ name: null }, { name: '다른 옵션' }]),
      evening(2, [{ name: null }, { name: '원본 전체' }]),
      evening(3, [{ name: '다른 옵션' }]),
    ]);

    const first = await world.invoke(scheduledEvent);
    world.advance(20 * minuteMs);
    const second = await world.invoke(scheduledEvent);

    expect(first.answer).toMatchObject({ messages_due: 2, accepted: 1, refused_by_us: 1 });
    expect(named(first, 'send_refused')).toMatchObject([
      { booking_num: `${storeId}_1`, kind: 'event', reason: expect.stringContaining('no readable name') },
    ]);
    expect(named(second, 'send_refused')).toEqual([]);
    expect(sentTo(world)).toEqual(['01000000002']);
  });
});

/** A visit of this afternoon with these options, at 20:00. */
function evening(id: number, bookingOptionJson: unknown): BookingInput {
  const at = new Date(afternoonMs - hourMs).toISOString();
  return inventedBooking(id, -hourMs, {
    status: 'RC08',
    listedAs: { snapshotJson: { startDateTime: at, bookingOptionJson } },
  });
}

async function startEvening(
  bookings: readonly BookingInput[],
  configure?: (folder: string) => void,
): Promise<LambdaWorld> {
  const startMs = afternoonMs + 6 * hourMs;
  const started = await startLambdaWorld({ startMs, bookings, ...(configure ? { configure } : {}) });
  for (const { bookingId } of bookings)
    await started.put('sms', inventedRow(bookingId, { remind_sms: true }));
  await started.approve();
  return started;
}
