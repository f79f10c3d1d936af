import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BookingInput } from '../../src/sandbox/outside/booking.ts';
import { editFile } from '../rules/settings/edit-file.ts';
import { hourMs, inventedBooking, inventedRow, minuteMs, storeId } from './invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

/* Rows that come in another shape than usual: read where they can be read, and never skipped without trouble. */

let world: LambdaWorld;
afterEach(() => world.stop());

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
  it.each([
    ['snapshotJson as JSON text', { snapshotJson: JSON.stringify({ startDateTime: startsAt }) }],
    [
      'snapshotJson as JSON text within JSON text',
      { snapshotJson: JSON.stringify(JSON.stringify({ startDateTime: startsAt })) },
    ],
    ['a name that is null', { name: null }],
    ['a name that is not text', { name: { first: '가상' } }],
    ['a name of 100 kB', { name: '가'.repeat(33_000) }],
    [
      'an option without name',
      { snapshotJson: { startDateTime: startsAt, bookingOptionJson: [{ name: null }] } },
    ],
    ['options that are not a list', { snapshotJson: { startDateTime: startsAt, bookingOptionJson: 'none' } }],
    ['a phone with its country', { phone: '+82 10-0000-0001' }],
    ['a phone with its country and the zero', { phone: '+82 (0)10 0000 0001' }],
    ['a phone with its country and no plus', { phone: '821000000001' }],
    ['a phone with an international prefix', { phone: '0082-10-0000-0001' }],
    ['a phone with a zero-width mark', { phone: '010\u200b00000001' }],
    ['a phone between bidi marks', { phone: '\u202a010-0000-0001\u202c' }],
    ['a phone with a bracket', { phone: '(010)00000001' }],
    ['a phone in full width', { phone: '０１００００００００１' }],
    ['a phone as a number', { phone: 1_000_000_001 }],
  ])('%s: its confirmation is sent, to the number and row of before', async (_, fields) => {
    world = await startLambdaWorld({ bookings: [listedAs(1, fields)] });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({
      outcome: 'succeeded',
      messages_due: 1,
      accepted: 1,
      bookings_skipped: 0,
    });
    expect(sentTo(world)).toEqual(['01000000001']);
    expect(await world.scan('sms')).toMatchObject([{ phone: '010-0000-0001', confirm_sms: true }]);
  });
});

describe('a field that only some messages need', () => {
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
    ['option in parts', '네이버 이벤트'.normalize('NFD'), (_: string) => undefined],
    ['option with a zero-width mark', '네\u200b이버 이벤트', (_: string) => undefined],
    [
      'keyword in parts',
      '네이버 이벤트',
      (folder: string) => editFile(join(folder, 'rules.yaml'), '네이버', '네이버'.normalize('NFD')),
    ],
  ])('an option matches its keyword, %s', async (_, name, configure) => {
    world = await startEvening([evening(1, [{ name }])], configure);

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
  configure: (folder: string) => void = () => undefined,
): Promise<LambdaWorld> {
  const started = await startLambdaWorld({ startMs: afternoonMs + 6 * hourMs, bookings, configure });
  for (const { bookingId } of bookings)
    await started.put('sms', inventedRow(bookingId, { remind_sms: true }));
  await started.approve();
  return started;
}
