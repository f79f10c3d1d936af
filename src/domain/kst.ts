import { DateTime } from 'luxon';

/** The zone of the shops. Lambda itself runs in UTC, so nothing here reads the process's zone. */
const zone = 'Asia/Seoul';
const tableFormat = 'yyyy-MM-dd HH:mm:ss';

/** `YYYY-MM-DD HH:MM:SS` in KST, as table `sms` holds booking times and SENS takes its times. */
export function toKst(instant: Date): string {
  return inSeoul(instant).toFormat(tableFormat);
}

/** The instant of a KST text `YYYY-MM-DD HH:MM:SS`; null where it is none. */
export function fromKst(text: string): Date | null {
  const parsed = DateTime.fromFormat(text, tableFormat, { zone });
  return parsed.isValid ? parsed.toJSDate() : null;
}

/** Hour of the day in KST, 0 to 23. */
export function kstHour(instant: Date): number {
  return inSeoul(instant).hour;
}

/** `YYYY-MM-DD` in KST. */
export function kstDate(instant: Date): string {
  return inSeoul(instant).toFormat('yyyy-MM-dd');
}

/** 00:00 KST of the day that lies `days` after the day of the instant. */
export function startOfKstDay(instant: Date, days = 0): Date {
  return inSeoul(instant).startOf('day').plus({ days }).toJSDate();
}

function inSeoul(instant: Date): DateTime {
  return DateTime.fromJSDate(instant, { zone });
}
