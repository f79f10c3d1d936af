import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { fromKst } from '../../domain/kst.ts';
import { parseTime } from '../../domain/operator-time.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { Booking } from '../../rules/booking.ts';
import type { BookingRecord } from '../../rules/booking-record.ts';
import { type LegacyRow, readLegacyRow } from '../../rules/legacy-row.ts';
import { type MessageKind, messageKinds } from '../../rules/message-kind.ts';
import { type RowReading, readBookingRow } from '../../rules/read-booking-row.ts';

/** Reads the booking, record and time that `rules explain` is asked about. Each throws CASE_UNREADABLE by file and field. */

/** A row as the booking API lists it, or why the Lambda would skip it. */
export function readBooking(cwd: string, file: string): RowReading {
  if (/^\d+(_\d+)?$/.test(file) && !existsSync(resolve(cwd, file))) throw unreadable(file, numberAlone);
  const row = readJson(cwd, file);
  const business = z.object({ businessId: z.union([z.number(), z.string()]) }).safeParse(row);
  if (!business.success) {
    throw unreadable(file, 'businessId is missing: it takes one row of the booking list, as JSON');
  }
  return readBookingRow(String(business.data.businessId), row);
}

/** What table `sms` has of the booking: an item of `aws dynamodb get-item`, or its plain fields. No file: no row. */
export function readRecord(
  cwd: string,
  booking: Booking,
  given: { readonly file: string | undefined; readonly released: string | undefined },
): BookingRecord {
  return {
    row: given.file === undefined ? null : readRow(cwd, given.file, booking),
    released: new Set(given.released === undefined ? [] : readKinds(given.released)),
  };
}

/** `YYYY-MM-DD HH:MM` in KST, ISO with a zone, `14:02` (the last time it was that) or `10m` ago; by default now. */
export function readTime(text: string | undefined, now: Date): Date {
  if (text === undefined) return now;
  const at = fromKst(/:\d\d:\d\d$/.test(text) ? text : `${text}:00`) ?? parseTime(text, now);
  if (at) return at;
  throw unreadable(
    '--at',
    `"${text}" is no time; write it as "2026-11-02 20:00" (KST) or 2026-11-02T11:00:00Z`,
  );
}

function readRow(cwd: string, file: string, booking: Booking): LegacyRow {
  const row = rowOf(file, plainItem(readJson(cwd, file)));
  if (row.booking_num === booking.bookingNum && row.phone === booking.phone.key) return row;
  const field = row.booking_num === booking.bookingNum ? 'phone' : 'booking_num';
  throw unreadable(
    file,
    `${field} is that of another row; this booking's is ${booking.bookingNum} with its own phone`,
  );
}

function rowOf(file: string, item: unknown): LegacyRow {
  try {
    return readLegacyRow(item);
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const issue = cause.issues[0];
    throw unreadable(file, `${issue?.path.join('.') || 'the item'}: ${issue?.message}`);
  }
}

const attribute = z.union([
  z.strictObject({ S: z.string() }).transform(({ S }) => S),
  z.strictObject({ BOOL: z.boolean() }).transform(({ BOOL }) => BOOL),
  z.strictObject({ N: z.string() }).transform(({ N }) => Number(N)),
  z.strictObject({ NULL: z.boolean() }).transform(() => null),
  z.unknown(),
]);
const itemSchema = z.record(z.string(), attribute);

/** DynamoDB's own JSON as plain values; what is plain already stays. */
function plainItem(value: unknown): unknown {
  const answer = z.object({ Item: z.unknown() }).safeParse(value);
  const item = itemSchema.safeParse(answer.success ? answer.data.Item : value);
  return item.success ? item.data : value;
}

function readKinds(text: string): readonly MessageKind[] {
  const parsed = z.array(z.enum(messageKinds)).safeParse(text.split(','));
  if (parsed.success) return parsed.data;
  throw unreadable('--released', `"${text}" is no list of ${messageKinds.join(', ')}`);
}

/** The parser's own message quotes the file, which holds a customer: only its place is told. */
function readJson(cwd: string, file: string): unknown {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw unreadable(
      file,
      cause instanceof Error && 'code' in cause ? `it cannot be read (${cause.code})` : 'it cannot be read',
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = /line \d+ column \d+/.exec(cause instanceof Error ? cause.message : '')?.[0];
    throw unreadable(file, `it is no JSON${place ? `: ${place}` : ''}`);
  }
}

/** This machine has no session at Naver, and table `sms` holds neither status nor options of a booking. */
const numberAlone =
  'that is a booking number, and only the Lambda can look one up; save the row as JSON from the answer that the partner page gets for its booking list (developer tools of the browser, network, "bookings"), and name that file. Why a run skipped or held back a booking, its log says: naver-sms tail shows booking_skipped, message_due and message_withheld by number';

function unreadable(where: string, what: string): OperatorError {
  return new OperatorError('CASE_UNREADABLE', {
    what: `${where}: ${what}.`,
    now: 'Nothing was changed.',
    next: 'Mend it, then run naver-sms rules explain again; --help shows examples.',
  });
}
