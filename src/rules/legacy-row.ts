import * as z from 'zod';
import { inPlainWords } from '../yaml/plain-words.ts';

/** A row of table `sms` as the legacy function writes it. */
export interface LegacyRow {
  readonly booking_num: string;
  readonly phone: string;
  readonly name: string;
  readonly booking_time: string;
  readonly confirm_sms: boolean;
  readonly remind_sms: boolean;
  readonly option_sms: boolean;
  readonly option_time: string;
}

/*
 * The row as the legacy function and the refactored one wrote it. The latter dropped `option_time` and null values and
 * added attributes of its own, which are left alone.
 */
const rowSchema = z.object({
  booking_num: z.string(),
  phone: z.string(),
  name: z.string().nullish(),
  booking_time: z.string().nullish(),
  confirm_sms: z.boolean().nullish(),
  remind_sms: z.boolean().nullish(),
  option_sms: z.boolean().nullish(),
  option_time: z.string().nullish(),
});

/** Reads a row of table `sms`; an absent flag is a flag not set. Throws where an attribute has another type. */
export function readLegacyRow(item: unknown): LegacyRow {
  const row = rowSchema.parse(item, { error: inPlainWords });
  return {
    booking_num: row.booking_num,
    phone: row.phone,
    name: row.name ?? '',
    booking_time: row.booking_time ?? '',
    confirm_sms: row.confirm_sms ?? false,
    remind_sms: row.remind_sms ?? false,
    option_sms: row.option_sms ?? false,
    option_time: row.option_time ?? '',
  };
}
