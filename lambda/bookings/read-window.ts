import { bookingIdOf } from '../../src/rules/read-booking-row.ts';
import { type BookingApi, type BookingQuery, pageSize } from './booking-api.ts';

/**
 * All rows of one window. Throws if they could not be read whole: never an empty list instead. A booking made while we page
 * moves rows across pages; a second reading then settles it.
 */
export async function readWindow(api: BookingApi, query: BookingQuery): Promise<readonly unknown[]> {
  const first = await readOnce(api, query);
  if (first.isWhole) return first.rows;
  const second = await readOnce(api, query);
  if (second.isWhole) return second.rows;
  throw new Error(
    `the pages hold ${second.rows.length} bookings and the count says ${second.counted}, twice in a row; the next run reads the store again`,
  );
}

interface WindowReading {
  readonly rows: readonly unknown[];
  readonly counted: number;
  readonly isWhole: boolean;
}

async function readOnce(api: BookingApi, query: BookingQuery): Promise<WindowReading> {
  const before = await api.count(query);
  if (before === 0 && query.window.isFar) return { rows: [], counted: 0, isWhole: true };
  const rows = [];
  let pages = 0;
  // The first page is asked for even if the count is 0: an empty list must be seen, not assumed. The count bounds the
  // loop, should the host ever repeat a full page for ever.
  for (; rows.length === pages * pageSize && pages * pageSize <= before; pages += 1) {
    rows.push(...(await api.page(query, pages)));
  }
  // One page is one answer: nothing can have moved within it.
  const counted = pages === 1 ? before : await api.count(query);
  return { rows, counted, isWhole: before === counted && distinct(rows) === counted };
}

/** Rows without an id count as different: they are skipped and reported one by one. */
function distinct(rows: readonly unknown[]): number {
  return new Set(rows.map((row) => bookingIdOf(row) ?? row)).size;
}
