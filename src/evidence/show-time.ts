import { DateTime } from 'luxon';

const layout = 'yyyy-MM-dd HH:mm:ss.SSS';

/** A UTC ISO time as an operator in Korea and an auditor elsewhere both read it. */
export function utcAndKst(iso: string): string {
  const time = DateTime.fromISO(iso, { zone: 'utc' });
  if (!time.isValid) return iso;
  return `${time.toFormat(layout)} UTC · ${time.setZone('Asia/Seoul').toFormat(layout)} KST`;
}

/** The UTC half alone, for lists. */
export function utc(iso: string): string {
  const time = DateTime.fromISO(iso, { zone: 'utc' });
  return time.isValid ? `${time.toFormat(layout)} UTC` : iso;
}

/** Milliseconds in the unit that reads best, exact to the millisecond: limits here are told in seconds. */
export function duration(ms: number): string {
  if (Math.abs(ms) < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms) / 1_000;
  if (Math.abs(seconds) <= 900) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
