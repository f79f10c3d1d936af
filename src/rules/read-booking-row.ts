import * as z from 'zod';
import { readPhone } from '../domain/read-phone.ts';
import { readableText } from '../domain/readable-text.ts';
import { type Booking, bookingStatuses, type SkippedBooking } from './booking.ts';
import { readOptions } from './read-options.ts';

/*
 * A row is read field by field. Without its id, store, status, phone or time no message could be decided or sent, so such a
 * row is skipped; what only some messages need (the customer's name, the options) is null or empty where it is malformed.
 */

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
/** A key of table `sms` holds it: a longer one would make DynamoDB refuse the whole batch that asks for it. */
const id = z.union([z.number().int().positive(), z.string().regex(/^\d{1,20}$/)]).transform(String);
/** No visit was booked before booking.naver.com was there, and none is for the next century. */
const visit = instant.refine((at) => at.getUTCFullYear() >= 2010 && at.getUTCFullYear() < 2100);
/** A row of table `sms` holds the name, and takes 400 kB in all; no person has so long a name. */
const customerName = z.string().max(200);
/** The host has sent a part of its row as an object and as its JSON text; a text in a text is the most that was tried. */
const maxWraps = 2;
const snapshot = z.preprocess(
  unwrap,
  z.looseObject({ startDateTime: visit, bookingOptionJson: z.preprocess(unwrap, z.unknown()) }),
);

/** Fields that we decide by. `looseObject` keeps all others. */
const rowSchema = z.looseObject({
  bookingId: id,
  businessId: id,
  name: customerName.nullish().catch(null),
  phone: z.union([z.string(), z.number()]),
  bookingStatusCode: z.string(),
  confirmedDateTime: instant.nullish().catch(null),
  previousBookingId: id.nullish().catch(null),
  /** The exact time is nowhere else; UTC. */
  snapshotJson: snapshot,
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
  const options = readOptions(data.snapshotJson.bookingOptionJson);
  const booking: Booking = {
    storeId,
    bookingNum: `${storeId}_${data.bookingId}`,
    status,
    phone: phone.phone,
    customerName: nameOf(data.name),
    startsAt: data.snapshotJson.startDateTime,
    confirmedAt: data.confirmedDateTime ?? null,
    optionNames: options.names,
    unreadOptions: options.unread,
    previousBookingNum: data.previousBookingId ? `${storeId}_${data.previousBookingId}` : null,
    fields: fieldsOf(row),
  };
  return { state: 'read', booking };
}

const anyObject = z.looseObject({});

/** The row as it came, but with snapshotJson as the object that its text holds. */
function fieldsOf(row: unknown): Readonly<Record<string, unknown>> {
  const came = anyObject.parse(row);
  const inner = anyObject.parse(unwrap(came.snapshotJson));
  const options = 'bookingOptionJson' in inner ? { bookingOptionJson: unwrap(inner.bookingOptionJson) } : {};
  return { ...came, snapshotJson: { ...inner, ...options } };
}

/** Null: the row has no name, or none that a person can bear. */
function nameOf(written: string | null | undefined): string | null {
  const name = readableText(written ?? '');
  return name.trim() === '' ? null : name;
}

function unwrap(value: unknown): unknown {
  let inner = value;
  for (let wraps = 0; typeof inner === 'string' && wraps < maxWraps; wraps += 1) {
    try {
      inner = JSON.parse(inner);
    } catch {
      return inner;
    }
  }
  return inner;
}

const idSchema = z.object({ bookingId: id });

/** The id of a row that may be malformed otherwise; null if it has none. */
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
