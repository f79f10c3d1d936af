import * as z from 'zod';

/** Why the function was invoked, and thereby what it may do. */
export type Trigger =
  | { readonly kind: 'schedule' }
  | { readonly kind: 'build' }
  | { readonly kind: 'probe' }
  | { readonly kind: 'dry-run' }
  | { readonly kind: 'shadow' }
  | { readonly kind: 'login' }
  | Replay;

/** A span of booking times, and of the bookings in it all (null) or those that are named, as `<store>_<id>`. */
export interface Replay {
  readonly kind: 'replay';
  readonly from: Date;
  readonly to: Date;
  readonly bookings: ReadonlySet<string> | null;
}

/** EventBridge's scheduled event. Source: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
const scheduledSchema = z.object({
  source: z.literal('aws.events'),
  'detail-type': z.literal('Scheduled Event'),
});

const bookingNum = z.string().regex(/^\d+_\d+$/, 'a booking is named by <store>_<id>, as 1051707_123456');
const instant = z.iso.datetime().transform((text) => new Date(text));
const modeSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('build') }),
  z.strictObject({ mode: z.literal('probe') }),
  z.strictObject({ mode: z.literal('dry-run') }),
  z.strictObject({ mode: z.literal('shadow') }),
  z.strictObject({ mode: z.literal('login') }),
  z.strictObject({
    mode: z.literal('replay'),
    from: instant,
    to: instant,
    bookings: z.array(bookingNum).min(1).max(1_000).optional(),
  }),
]);

/** Every 31 days are six calls to the booking host for each store, a second apart. */
const longestReplayMs = 366 * 24 * 60 * 60_000;

/**
 * Only EventBridge's scheduled event runs; all else must name a mode. `{}` and unknown keys throw: the old function took
 * any test invoke, `{"dry_run": false}` and CI's `{}` among them, as an order to message customers.
 */
export function readTrigger(event: unknown): Trigger {
  if (scheduledSchema.safeParse(event).success) return { kind: 'schedule' };
  const parsed = modeSchema.safeParse(event);
  if (!parsed.success) throw new Error(`event refused, nothing was done: ${whyNot(parsed.error)}`);
  if (parsed.data.mode !== 'replay') return { kind: parsed.data.mode };
  const { from, to, bookings } = parsed.data;
  if (from >= to || to.getTime() - from.getTime() > longestReplayMs) {
    throw new Error('event refused, nothing was done: replay needs from before to, at most 366 days apart');
  }
  return { kind: 'replay', from, to, bookings: bookings ? new Set(bookings) : null };
}

function whyNot(error: z.ZodError): string {
  const first = error.issues[0];
  const field = first?.path.join('.') || 'mode';
  return `it is no scheduled event, and as an invoke its field "${field}" does not fit (${first?.message}); name a mode: build, probe, dry-run, shadow, replay or login`;
}
