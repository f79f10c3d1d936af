import * as z from 'zod';

/*
 * Fields of CloudWatch's requests. JSON clients send numbers, epoch seconds and booleans; Query clients send strings
 * and ISO times: both are read.
 */
export const number = z.coerce.number();

export const truth = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** A time as epoch milliseconds. */
export const time = z.union([
  z.number().transform((seconds) => seconds * 1000),
  z
    .string()
    .transform((text) => (/^[\d.]+$/.test(text) ? Number(text) * 1000 : Date.parse(text)))
    .refine((ms) => Number.isFinite(ms), 'not a time'),
]);

export const dimensions = z
  .array(z.object({ Name: z.string(), Value: z.string() }))
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));

export const statistic = z.enum(['Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount']);

export const period = number.pipe(z.number().int().min(1));

export function describeDimensions(
  record: Readonly<Record<string, string>>,
): { Name: string; Value: string }[] {
  return Object.entries(record).map(([Name, Value]) => ({ Name, Value }));
}
