import { afterEach, describe, expect, it } from 'vitest';
import type { BookingInput } from '../../src/sandbox/outside/booking.ts';
import { dayMs, hourMs, inventedBooking, inventedRow, minuteMs, storeId } from './invented-bookings.ts';
import { afternoonMs, type LambdaWorld, scheduledEvent, startLambdaWorld } from './lambda-world.ts';
import { named, sentTo } from './what-a-run-did.ts';

/* Rows that come in another shape than usual: read where they can be read, and never skipped without trouble. */

let world: LambdaWorld;
afterEach(() => world.stop());

const tomorrow = 30 * hourMs;
const startsAt = new Date(afternoonMs + tomorrow).toISOString().replace('.000Z', 'Z');

/** The booking with these fields in its row; `snapshot`: fields of its snapshotJson. */
function listedAs(id: number, fields: Record<string, unknown>, snapshot?: Record<string, unknown>): BookingInput {
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
    ['an option without name', { snapshotJson: { startDateTime: startsAt, bookingOptionJson: [{ name: null }] } }],
    ['options that are not a list', { snapshotJson: { startDateTime: startsAt, bookingOptionJson: 'none' } }],
    ['a phone with its country', { phone: '+82 10-0000-0001' }],
    ['a phone with its country and the zero', { phone: '+82 (0)10 0000 0001' }],
    ['a phone with its country and no plus', { phone: '821000000001' }],
    ['a phone with an international prefix', { phone: '0082-10-0000-0001' }],
    ['a phone with a zero-width mark', { phone: '010\u200b00000001' }],
    ['a phone between bidi marks', { phone: '\u202a010-0000-0001\u202c' }],
    ['a phone with a bracket', { phone: '(010)00000001' }],
    ['a phone in full width', { phone: '０１０００００００１' }],
    ['a phone as a number', { phone: 1_000_000_001 }],
  ])('%s: its confirmation is sent, to the number and row of before', async (_, fields) => {
    world = await startLambdaWorld({ bookings: [listedAs(1, fields)] });
    await world.approve();

    const run = await world.invoke(scheduledEvent);

    expect(run.answer).toMatchObject({ outcome: 'succeeded', messages_due: 1, accepted: 1, bookings_skipped: 0 });
    expect(sentTo(world)).toEqual(['01000000001']);
    expect(await world.scan('sms')).toMatchObject([{ phone: '010-0000-0001', confirm_sms: true }]);
  });
});
