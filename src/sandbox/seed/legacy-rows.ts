import { kstText } from '../outside/kst-time.ts';
import { storeIds } from './invented-stores.ts';
import type { PlannedBooking } from './plan-bookings.ts';

/** An item of table `sms` in DynamoDB's own JSON. */
export type LegacyItem = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Older customers, whose bookings are over: the table was in use for long. */
const formerCustomers = 24;
const dayMs = 24 * 60 * 60_000;

/** What the sender before us left in `sms`: a row for each planned booking that it knew, and some of former ones. */
export function legacyRows(plan: readonly PlannedBooking[], startMs: number): readonly LegacyItem[] {
  const known = plan.flatMap(({ booking, flags }) => {
    if (!flags) return [];
    const startsAtMs = Date.parse(booking.startsAt);
    return [item({ ...booking, startsAtMs, ...flags })];
  });
  const former = Array.from({ length: formerCustomers }, (_, index) =>
    item({
      storeId: storeIds(8)[index % 8] ?? '',
      bookingId: 600_000_001 + index,
      name: '지난손님',
      phone: `0100000${String(9_000 + index)}`,
      startsAtMs: startMs - (3 + index) * dayMs,
      confirm: true,
      remind: true,
      option: index % 2 === 0,
    }),
  );
  return [...known, ...former];
}

interface Row {
  readonly storeId: string;
  readonly bookingId: number;
  readonly name: string;
  readonly phone: string;
  readonly startsAtMs: number;
  readonly confirm: boolean;
  readonly remind: boolean;
  readonly option: boolean;
}

function item(row: Row): LegacyItem {
  return {
    booking_num: { S: `${row.storeId}_${row.bookingId}` },
    phone: { S: row.phone.replace(/^(\d{3})(\d{4})(\d+)$/, '$1-$2-$3') },
    name: { S: row.name },
    booking_time: { S: kstText(row.startsAtMs) },
    confirm_sms: { BOOL: row.confirm },
    remind_sms: { BOOL: row.remind },
    option_sms: { BOOL: row.option },
    option_time: { S: '' },
  };
}
