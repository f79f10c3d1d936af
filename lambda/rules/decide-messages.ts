import { toKst } from '../../src/domain/kst.ts';
import type { Notice } from '../../src/rules/action.ts';
import type { Booking } from '../../src/rules/booking.ts';
import type { BookingRecord } from '../../src/rules/booking-record.ts';
import { type Facts, holds } from '../../src/rules/condition.ts';
import type { DueKind } from '../../src/rules/due-kinds.ts';
import { latestSend } from '../../src/rules/message-age.ts';
import type { MessageKind } from '../../src/rules/message-kind.ts';
import type { Settings } from '../../src/rules/settings/read-settings.ts';
import type { Store } from '../../src/rules/settings/stores.ts';
import { composeMessage } from '../messages/compose-message.ts';
import type { DueMessage, UnsentMessage } from '../messages/due-message.ts';
import { dueOrUndecided } from './due-or-undecided.ts';
import { missedKinds } from './missed-kinds.ts';
import { type SendMoment, type WithheldReason, whyHeldBack, whyWithheld } from './whether-withheld.ts';

export interface Decisions {
  /** In the order in which they are to be sent. */
  readonly due: readonly DueMessage[];
  readonly unsendable: readonly UnsendableMessage[];
  readonly withheld: readonly WithheldMessage[];
  readonly missed: readonly UnsentMessage[];
  readonly rescheduled: readonly RescheduledBooking[];
  readonly notices: readonly RuleNotice[];
}

interface Subject {
  readonly booking: Booking;
  readonly kind: MessageKind;
  readonly ruleName: string;
}

/** A message that is due and that SENS could not carry, for its text. */
export interface UnsendableMessage extends Subject {
  readonly reason: string;
  /** As in DueMessage; null if there is no text. */
  readonly contentDigest: string | null;
}

/** A message that the rules found due and that does not go out now. */
export interface WithheldMessage extends Subject {
  readonly reason: WithheldReason;
}

/** A booking with a confirmation due that replaces another booking, and what becomes of that confirmation. */
export interface RescheduledBooking {
  readonly bookingNum: string;
  readonly previousBookingNum: string;
  readonly action: 'send' | 'skip';
}

/** What a rule that holds wants told. */
export interface RuleNotice extends Notice {
  readonly ruleName: string;
  readonly booking: Booking;
  readonly storeName: string;
}

export interface DecideOptions extends SendMoment {
  readonly settings: Settings;
  readonly bookings: readonly Booking[];
  /** Throws where the record was not read: an unread one is never "no row". */
  readonly recordOf: (booking: Booking) => BookingRecord;
  /** Since when we are the only sender; null: another sender is in charge, so nothing can be missed by us. */
  readonly inChargeSince: Date | null;
}

/** Decides for every booking what is due and what was missed. Confirmed bookings go first, as the old function had it. Pure. */
export function decideMessages(options: DecideOptions): Decisions {
  const ordered = options.bookings.toSorted((a, b) => a.status.localeCompare(b.status));
  // A search through a thousand stores for each of their bookings would grow with the square of the chain.
  const storeOf = new Map(options.settings.stores.map((store) => [store.id, store]));
  const each = ordered.map((booking) => decideBooking(options, booking, storeOf.get(booking.storeId)));
  return {
    due: each.flatMap((decided) => decided.due),
    unsendable: each.flatMap((decided) => decided.unsendable),
    withheld: each.flatMap((decided) => decided.withheld),
    missed: each.flatMap((decided) => decided.missed),
    rescheduled: each.flatMap((decided) => decided.rescheduled),
    notices: each.flatMap((decided) => decided.notices),
  };
}

function decideBooking(options: DecideOptions, booking: Booking, store: Store | undefined): Decisions {
  if (!store) throw new Error(`booking ${booking.bookingNum} is of no store in stores.yaml`);
  const facts = { booking, record: options.recordOf(booking), now: options.now };
  const composed = compose(options, facts, store);
  return {
    ...composed,
    missed: [
      ...missed(options, facts, store),
      ...composed.withheld.flatMap((withheld) => tooOld(options, withheld)),
    ],
    rescheduled: rescheduled(booking, composed),
    notices: notices(options, facts, store, composed.due),
  };
}

function compose(
  options: DecideOptions,
  { booking, record, now }: Facts,
  store: Store,
): Pick<Decisions, 'due' | 'unsendable' | 'withheld'> {
  const { settings } = options;
  const due: DueMessage[] = [];
  const unsendable: UnsendableMessage[] = [];
  const withheld: WithheldMessage[] = [];
  for (const { undecided, ...dueKind } of dueOrUndecided(settings.rules, { booking, record, now })) {
    const { kind, ruleName } = dueKind;
    const template = settings.templates[kind];
    const hasRow = record.row !== null;
    const latest = latestOf(settings, booking, dueKind);
    const reason = whyWithheld({ settings, store, booking, kind, hasRow }, { template, latest }, options);
    if (reason !== null) {
      withheld.push({ booking, kind, ruleName, reason });
      continue;
    }
    if (undecided !== null) {
      unsendable.push({ booking, kind, ruleName, reason: undecided, contentDigest: null });
      continue;
    }
    const createsRow = record.row === null && due.length === 0;
    const composed = composeMessage({
      due: dueKind,
      booking,
      store,
      template,
      senders: settings,
      createsRow,
    });
    if (composed.state === 'composed') due.push(composed.message);
    else {
      const { reason, contentDigest } = composed;
      unsendable.push({ booking, kind, ruleName, reason, contentDigest });
    }
  }
  return { due, unsendable, withheld };
}

/** By the first rule that finds it due. */
function latestOf({ rules }: Settings, booking: Booking, { kind, ruleName }: DueKind): Date | null {
  const rule = rules.find(({ name }) => name === ruleName);
  return rule ? latestSend(rule, booking, kind) : null;
}

/** What nobody sent in time, though we were in charge then. */
function tooOld(
  { settings, inChargeSince }: DecideOptions,
  withheld: WithheldMessage,
): readonly UnsentMessage[] {
  const { booking, kind, ruleName, reason } = withheld;
  const latest = reason === 'too-old' ? latestOf(settings, booking, { kind, ruleName }) : null;
  if (latest === null || inChargeSince === null || latest <= inChargeSince) return [];
  const why = `older than rule "${ruleName}" sends it: until ${latest.toISOString()}`;
  return [unsent(booking, kind, why)];
}

const unsent = (booking: Booking, kind: MessageKind, reason: string): UnsentMessage => ({
  bookingNum: booking.bookingNum,
  storeId: booking.storeId,
  phone: booking.phone.key,
  kind,
  reason,
  bookingTimeKst: toKst(booking.startsAt),
  contentDigest: null,
});

function rescheduled(
  { bookingNum, previousBookingNum }: Booking,
  { due, withheld }: Pick<Decisions, 'due' | 'withheld'>,
): readonly RescheduledBooking[] {
  if (previousBookingNum === null) return [];
  const isSent = due.some(({ kind }) => kind === 'confirm');
  const isSkipped = withheld.some(({ reason }) => reason === 'rescheduled');
  if (!isSent && !isSkipped) return [];
  return [{ bookingNum, previousBookingNum, action: isSent ? 'send' : 'skip' }];
}

/** What is held back on purpose is not lost; what waited for the morning and never left is. */
function missed(options: DecideOptions, facts: Facts, store: Store): readonly UnsentMessage[] {
  const { settings, inChargeSince } = options;
  const { booking, record } = facts;
  const hasRow = record.row !== null;
  if (!inChargeSince) return [];
  return missedKinds(settings.rules, facts, inChargeSince)
    .filter((kind) => whyHeldBack({ settings, store, booking, kind, hasRow }, options) === null)
    .map((kind) => unsent(booking, kind, 'the booking began before it could be sent'));
}

/** A rule that sends tells with its message; one that only tells does so in every run in which it holds. */
function notices(
  { settings }: DecideOptions,
  facts: Facts,
  store: Store,
  due: readonly DueMessage[],
): readonly RuleNotice[] {
  return settings.rules
    .filter((rule) => rule.tell.length > 0 && holds(rule.when, facts))
    .filter((rule) => rule.send.length === 0 || due.some(({ ruleName }) => ruleName === rule.name))
    .flatMap(({ name, tell }) =>
      tell.map((notice) => ({
        ...notice,
        ruleName: name,
        booking: facts.booking,
        storeName: store.name,
      })),
    );
}
