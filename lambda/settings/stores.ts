import * as z from 'zod';

/** One shop. */
export interface Store {
  /** Its business id at booking.naver.com. */
  readonly id: string;
  readonly name: string;
  /** Sender number of its guide message, digits. */
  readonly from: string;
  readonly servedByLegacy: boolean;
}

export interface StoreSettings {
  readonly stores: readonly Store[];
  /** Sender number of confirm and event messages, digits. */
  readonly defaultFrom: string;
  readonly confirmedDaysAhead: number;
  readonly completedDaysBack: number;
}

const sender = z.string().regex(/^\d{8,11}$/, 'a sender number is 8 to 11 digits in quotes, without hyphens');
const days = z.number().int().min(1).max(366);

/** The shape of stores.yaml. */
export const storesSchema = z
  .strictObject({
    origin: z.string().optional(),
    senders: z.strictObject({ default: sender }),
    windows: z.strictObject({ confirmedDaysAhead: days, completedDaysBack: days }),
    stores: z
      .record(
        z.string().regex(/^\d+$/, 'a store id is digits'),
        z.strictObject({ name: z.string().min(1), from: sender, servedByLegacy: z.boolean() }),
      )
      .refine((stores) => Object.keys(stores).length > 0, 'at least one store is needed'),
  })
  .transform(
    (file): StoreSettings => ({
      stores: Object.entries(file.stores).map(([id, store]) => ({ id, ...store })),
      defaultFrom: file.senders.default,
      ...file.windows,
    }),
  );
