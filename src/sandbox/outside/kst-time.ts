import { DateTime } from 'luxon';

const zone = 'Asia/Seoul';

/** `YYYY-MM-DD HH:mm:ss` in Korea, the form of SENS lists and of `sms.booking_time`. */
export function kstText(ms: number): string {
  return DateTime.fromMillis(ms, { zone }).toFormat('yyyy-MM-dd HH:mm:ss');
}

/** `YYYY-MM-DDTHH:mm:ss.SSS` in Korea without a zone, the form of a SENS send answer. */
export function kstIsoText(ms: number): string {
  return DateTime.fromMillis(ms, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS");
}

/** Reads `YYYY-MM-DD HH:mm:ss` as Korean time; null where the text is of another form. */
export function kstMillis(text: string): number | null {
  const parsed = DateTime.fromFormat(text, 'yyyy-MM-dd HH:mm:ss', { zone });
  return parsed.isValid ? parsed.toMillis() : null;
}

/** `YYYY-MM-DD` in Korea. */
export function kstDate(ms: number): string {
  return DateTime.fromMillis(ms, { zone }).toFormat('yyyy-MM-dd');
}

/** ISO 8601 with +09:00, the form of a booking's registration times. */
export function kstOffsetText(ms: number): string {
  return DateTime.fromMillis(ms, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
}
