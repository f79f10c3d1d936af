import { startOfKstDay } from '../../src/domain/kst.ts';
import type { BookingStatus } from '../../src/rules/booking.ts';

/** A half-open span of booking times, true UTC. */
export interface BookingWindow {
  readonly from: Date;
  readonly to: Date;
  /** True: mostly empty, so that a count of 0 is taken as an empty list. */
  readonly isFar?: boolean;
}

/** Which spans to read for a status; none: it is not read in this run. */
export type WindowsOf = (status: BookingStatus) => readonly BookingWindow[];

/** The booking host answers 422 to longer spans. */
const maxWindowMs = 31 * 24 * 3_600_000;

export interface WindowDays {
  readonly confirmedDaysAhead: number;
  readonly completedDaysBack: number;
}

/**
 * The spans in which bookings of a status can matter, each at most 31 days. Days are KST days: confirmed bookings from
 * today 00:00 on, as far ahead as the shops take bookings; completed ones up to the end of today.
 *
 * The old function took the completed window from the oldest and newest unsent row, found by a scan and written 9 hours
 * off; rows never age out, so that window only grew, beyond what the host takes. A fixed span back from today reads the
 * same bookings without a scan.
 */
export function windowsFor(status: BookingStatus, now: Date, days: WindowDays): readonly BookingWindow[] {
  if (status === 'RC08') return split(startOfKstDay(now, 1 - days.completedDaysBack), startOfKstDay(now, 1));
  const [near, ...far] = split(startOfKstDay(now), startOfKstDay(now, days.confirmedDaysAhead));
  return [...(near ? [near] : []), ...far.map((window) => ({ ...window, isFar: true }))];
}

/** Cuts a span into parts that the booking host takes. */
export function split(from: Date, to: Date): readonly BookingWindow[] {
  if (to.getTime() - from.getTime() <= maxWindowMs) return [{ from, to }];
  const cut = new Date(from.getTime() + maxWindowMs);
  return [{ from, to: cut }, ...split(cut, to)];
}
