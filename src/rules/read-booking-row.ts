import * as z from 'zod';
import { readPhone } from '../domain/phone-number.ts';
import { type Booking, bookingStatuses, type SkippedBooking } from './booking.ts';

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
/** A key of table `sms` holds it: a longer one would make DynamoDB refuse the whole batch that asks for it. */
const id = z.union([z.number().int().positive(), z.string().regex(/^\d{1,20}$/)]).transform(String);
/** No visit was booked before booking.naver.com was there, and none is for the next century. */
const visit = instant.refine((at) => at.getUTCFullYear() >= 2010 && at.getUTCFullYear() < 2100);
/** A row of table `sms` holds the name, and takes 400 kB in all; no person has so long a name. */
const customerName = z.string().max(200);

/** Fields that we decide by. `looseObject` keeps all others. */
const rowSchema = z.looseObject({
  bookingId: id,
  businessId: id,
  name: customerName,
  phone: z.string(),
  bookingStatusCode: z.string(),
  confirmedDateTime: instant.nullish().catch(null),
  previousBookingId: id.nullish().catch(null),
  snapshotJson: z.looseObject({
    /** The exact time is nowhere else; UTC. */
    startDateTime: visit,
    bookingOptionJson: z.array(z.looseObject({ name: z.string() })).nullish(),
  }),
});

export type RowReading =
  | { readonly state: 'read'; readonly booking: Booking }
  | { readonly state: 'skipped'; readonly skipped: SkippedBooking };

/** Reads one row of the booking API for the store that was asked. One bad row never stops the others. */
export function readBookingRow(storeId: string, row: unknown): RowReading {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success)
    return skip(storeId, row, 'invalid-row', parsed.error.issues[0]?.path.join('.') ?? null);
  const { data } = parsed;
  if (data.businessId !== storeId) return skip(storeId, row, 'invalid-row', 'businessId');
  const status = bookingStatuses.find((known) => known === data.bookingStatusCode);
  if (!status) return skip(storeId, row, 'unknown-status', 'bookingStatusCode');
  const phone = readPhone(data.phone);
  if (phone.state !== 'read') return skip(storeId, row, `${phone.state}-phone`, 'phone');
  const booking: Booking = {
    storeId,
    bookingNum: `${storeId}_${data.bookingId}`,
    status,
    phone: phone.phone,
    customerName: data.name,
    startsAt: data.snapshotJson.startDateTime,
    confirmedAt: data.confirmedDateTime ?? null,
    optionNames: (data.snapshotJson.bookingOptionJson ?? []).map((option) => option.name),
    previousBookingNum: data.previousBookingId ? `${storeId}_${data.previousBookingId}` : null,
    fields: data,
  };
  return { state: 'read', booking };
}

const idSchema = z.object({ bookingId: id });

/** The id of a row that may be broken otherwise; null where it says none. */
export function bookingIdOf(row: unknown): string | null {
  return idSchema.safeParse(row).data?.bookingId ?? null;
}

function skip(
  storeId: string,
  row: unknown,
  reason: SkippedBooking['reason'],
  field: string | null,
): RowReading {
  const bookingId = bookingIdOf(row);
  const bookingNum = bookingId === null ? 'unknown' : `${storeId}_${bookingId}`;
  return { state: 'skipped', skipped: { storeId, bookingNum, reason, field } };
}
