import type { FarBacklog } from '../../src/domain/bookings-seen.ts';
import { startOfKstDay, toKst } from '../../src/domain/kst.ts';
import type { Booking } from '../../src/rules/booking.ts';
import { isWithin } from '../../src/rules/day-time.ts';
import type { MessageKind } from '../../src/rules/message-kind.ts';
import type { Store, StoreSettings } from '../../src/rules/settings/stores.ts';
import type { Template } from '../../src/rules/settings/template.ts';

/** Why a message that the rules found due does not go out now. */
export type WithheldReason =
  /** An advertisement, and it is night: due again in the morning, where its rule still holds. */
  | 'night'
  /** Older than its rule sends it: delivery was off, or the visit was completed long ago. */
  | 'too-old'
  /** The booking replaces another one, and stores.yaml says to skip its confirmation. */
  | 'rescheduled'
  /** Nobody messaged this store's customers before, and nobody has acknowledged its backlog. */
  | 'store-backlog'
  /** Table `sms` has no row at all: every booking would look new. */
  | 'empty-table'
  /** It was there before anybody looked so far ahead, and nobody has acknowledged that backlog. */
  | 'far-backlog';

export interface SendMoment {
  readonly now: Date;
  /** The latest at which this run can still send: an advertisement that is due before the night must not leave in it. */
  readonly lastSendAt: Date;
  readonly isTableEmpty: boolean;
  /** Which far bookings are a backlog. Default none. */
  readonly farBacklog?: FarBacklog | null;
}

export interface WithholdSubject {
  readonly settings: StoreSettings;
  readonly store: Store;
  readonly booking: Booking;
  readonly kind: MessageKind;
  /** False: the booking looks new. */
  readonly hasRow: boolean;
}

/** Why the message is withheld permanently or until somebody acknowledges; null if it is not. Then it is never missed. */
export function whyHeldBack(
  { settings, store, booking, kind, hasRow }: WithholdSubject,
  { now, isTableEmpty, farBacklog }: Pick<SendMoment, 'now' | 'isTableEmpty' | 'farBacklog'>,
): Exclude<WithheldReason, 'night' | 'too-old'> | null {
  if (!store.servedByLegacy && !isInForce(store.backlogAcknowledged, now)) return 'store-backlog';
  if (isTableEmpty && !isInForce(settings.backlogAcknowledged, now)) return 'empty-table';
  if (farBacklog && !hasRow && isOfBacklog(booking, farBacklog, now)) {
    if (!coversLengthening(settings.farBacklogAcknowledged, farBacklog, now)) return 'far-backlog';
  }
  const isSkipped = settings.rescheduled === 'skip' && kind === 'confirm';
  return isSkipped && booking.previousBookingNum !== null ? 'rescheduled' : null;
}

/** Why the message does not go out in this run; null if it does. `latest`: its rule sends it no later than this. Pure. */
export function whyWithheld(
  subject: WithholdSubject,
  { template, latest }: { readonly template: Template; readonly latest: Date | null },
  moment: SendMoment,
): WithheldReason | null {
  const held = whyHeldBack(subject, moment);
  if (held !== null) return held;
  if (latest !== null && moment.now > latest) return 'too-old';
  if (template.contentType !== 'AD') return null;
  const { adQuietHours } = subject.settings;
  // The quiet hours last longer than any run, so its two ends tell.
  return [moment.now, moment.lastSendAt].some((at) => isWithin(at, adQuietHours)) ? 'night' : null;
}

/** Whether the booking was there, unseen, while runs looked less far ahead, and is still further ahead than that. */
function isOfBacklog(
  { startsAt, confirmedAt }: Booking,
  { beyondDays, before }: FarBacklog,
  now: Date,
): boolean {
  const isOld = confirmedAt === null || confirmedAt < new Date(before);
  return isOld && startsAt >= startOfKstDay(now, beyondDays);
}

/** A week: a build with the longer window and its acknowledgement is made some days before its first run. */
const acknowledgedBeforeMs = 7 * 24 * 60 * 60_000;

/** An acknowledgement is of one lengthening: one of years ago says nothing about a window that became longer today. */
function coversLengthening(day: string | null, { before }: FarBacklog, now: Date): boolean {
  const earliest = toKst(new Date(Date.parse(before) - acknowledgedBeforeMs)).slice(0, 10);
  return isInForce(day, now) && day !== null && day >= earliest;
}

/** From the day on that the acknowledgement names, KST. */
function isInForce(day: string | null, now: Date): boolean {
  return day !== null && day <= toKst(now).slice(0, 10);
}
