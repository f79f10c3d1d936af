import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bookingSchema } from '../../../src/sandbox/outside/booking.ts';
import {
  type PlannedBooking,
  planBookings,
  type WorldNumbers,
} from '../../../src/sandbox/seed/plan-bookings.ts';

const startMs = Date.parse('2026-11-23T05:00:00Z');
const numbers: WorldNumbers = { stores: 8, bookingsPerStore: 12, startMs, traffic: 'due' };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const isThere = ({ booking }: PlannedBooking, atMs: number) => Date.parse(booking.registeredAt) <= atMs;
const isNew = (planned: PlannedBooking, atMs: number) => isThere(planned, atMs) && planned.flags === null;
const isToRemind = ({ booking, flags }: PlannedBooking, atMs: number) => {
  const leftMs = Date.parse(booking.startsAt) - atMs;
  return booking.status === 'RC03' && flags?.remind === false && leftMs > 0 && leftMs < 2 * hourMs;
};

describe('the invented bookings', () => {
  it('are the same for the same numbers', () => {
    expect(planBookings(numbers)).toEqual(planBookings(numbers));
  });

  it('are bookings of invented people, each with an id of its own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 40 }),
        (stores, bookingsPerStore) => {
          const plan = planBookings({ ...numbers, stores, bookingsPerStore });
          expect(new Set(plan.map(({ booking }) => booking.bookingId)).size).toBe(plan.length);
          for (const { booking } of plan) {
            expect(bookingSchema.safeParse(booking).success).toBe(true);
            expect(booking.phone).toMatch(/^0100000\d{4}$/);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('are of as many people, so that two messages to one number are never in order', () => {
    const phones = planBookings(numbers).map(({ booking }) => booking.phone);

    expect(new Set(phones).size).toBe(phones.length);
  });

  it('have new and soon starting ones due at the first tick, wherever in the first forty minutes it is', () => {
    const plan = planBookings(numbers);
    for (const afterMinutes of [0, 20, 40]) {
      const atMs = startMs + afterMinutes * minuteMs;
      expect(plan.filter((planned) => isNew(planned, atMs)).length).toBeGreaterThanOrEqual(8);
      expect(plan.filter((planned) => isToRemind(planned, atMs)).length).toBe(8);
    }
  });

  it('bring one new customer in every twenty minutes for a week, from the second twenty on', () => {
    const plan = planBookings(numbers);
    for (let tick = 2; tick <= 7 * 24 * 3; tick += 1) {
      const untilMs = startMs + tick * 20 * minuteMs;
      const arrived = plan.filter(
        (planned) => isNew(planned, untilMs) && !isThere(planned, untilMs - 20 * minuteMs),
      );
      expect(arrived).toHaveLength(1);
    }
  });

  it('give nobody a message where there is no traffic', () => {
    const plan = planBookings({ ...numbers, traffic: 'none' });

    for (let hour = 0; hour < 24 * 7; hour += 1) {
      const atMs = startMs + hour * hourMs;
      expect(plan.filter((planned) => isNew(planned, atMs) || isToRemind(planned, atMs))).toEqual([]);
    }
    expect(plan.filter(({ booking, flags }) => booking.status === 'RC08' || flags === null)).toEqual([]);
  });

  it('keep back whatever is due where the first tick is quiet', () => {
    const plan = planBookings({ ...numbers, traffic: 'quiet-first-tick' });
    const shown = plan.filter(({ booking }) => !booking.isAfterFirstTick);

    for (const afterMinutes of [0, 20, 40, 60]) {
      const atMs = startMs + afterMinutes * minuteMs;
      expect(shown.filter((planned) => isNew(planned, atMs) || isToRemind(planned, atMs))).toEqual([]);
    }
    expect(plan.length).toBeGreaterThan(shown.length);
  });

  it('reach a thousand stores of two hundred bookings', () => {
    const plan = planBookings({ ...numbers, stores: 1_000, bookingsPerStore: 200 });

    expect(plan.filter(({ booking }) => booking.bookingId < 900_000_000)).toHaveLength(200_000);
  });
});
