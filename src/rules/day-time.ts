import * as z from 'zod';
import { toKst } from '../domain/kst.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is HH:MM, in quotes');

/** A span of the day in KST: from the first time on and before the second; over midnight where the second is earlier. */
export const dayTime = z
  .strictObject({ from: clock, to: clock })
  .refine(({ from, to }) => from !== to, 'the span is empty');

export type DayTime = z.output<typeof dayTime>;

export function isWithin(at: Date, { from, to }: DayTime): boolean {
  const time = toKst(at).slice(11, 16);
  return from < to ? from <= time && time < to : from <= time || time < to;
}
