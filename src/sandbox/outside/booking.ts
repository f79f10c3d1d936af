import * as z from 'zod';

/**
 * A booking of the pretend world, and what POST /_sandbox/bookings takes (a list of them). Times are UTC ISO text.
 * `registeredAt` is when it appears; until then the API does not show it.
 */
export const bookingSchema = z.strictObject({
  storeId: z.string().regex(/^\d+$/),
  bookingId: z.int().positive(),
  name: z.string(),
  /** Digits; anything is taken, so that bad numbers can be tried. */
  phone: z.string(),
  status: z.string().default('RC03'),
  startsAt: z.iso.datetime(),
  registeredAt: z.iso.datetime(),
  options: z.array(z.strictObject({ name: z.string(), bookingCount: z.int().default(1) })).default([]),
  couponName: z.string().nullable().default(null),
  previousBookingId: z.int().nullable().default(null),
  /** The API then shows `010****1234`. */
  isPhoneMasked: z.boolean().default(false),
  /** Not shown until the first tick is over (scenario quiet-first-tick). */
  isAfterFirstTick: z.boolean().default(false),
  /** Fields of its row in place of the usual ones, so that other shapes can be tried. */
  listedAs: z.record(z.string(), z.unknown()).default({}),
});

export type Booking = z.infer<typeof bookingSchema>;
export type BookingInput = z.input<typeof bookingSchema>;
