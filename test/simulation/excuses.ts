import type { ToldBooking } from './story-bookings.ts';
import type { Obligation, StoryWorld, ToldRun } from './story-world.ts';

/*
 * What the send path cannot promise, beside what nobody owes any more. A run that was killed, or whose tables failed it,
 * between finding a message due and writing anything down leaves its log alone. The rules of a later run find the message
 * again: due, or missed. Here is why they did not, each reason by its name; the simulation prints how many messages it
 * covered.
 */
const excuses = {
  /** Nothing is due to somebody who does not come, whatever was written down. */
  'its booking was cancelled before it began': ({ booking, startsAtMs }) =>
    booking.vanishesAtMs <= startsAtMs,
  'it was cut off, and its booking taken back after it began': (facts) =>
    isCutOff(facts) && facts.booking.vanishesAtMs <= facts.booking.completedAtMs,
  /** The rules count as missed only what a run of ours could have seen in time, a tick before the booking began. */
  'it was cut off, and booked less than a tick before it began': (facts) =>
    isCutOff(facts) && facts.booking.appearsAtMs > facts.startsAtMs - tickMs,
  /** A confirmation is due until the visit ends. */
  'it was cut off, and its booking began before we took charge': (facts) =>
    isCutOff(facts) &&
    facts.finders.every(
      ({ inChargeSinceMs }) => inChargeSinceMs === null || inChargeSinceMs >= facts.startsAtMs,
    ),
  /** Each of those runs counted it among the messages that wait for an approval, which is trouble and has an alarm. */
  'delivery had lapsed, runs reported it as waiting, and delivery changed hands before its window passed': ({
    reporters,
  }) => reporters.length > 0,
  /** With the approval the knowledge goes since when we were in charge. */
  'it was cut off, and a rollback came before any run of ours could see its window pass': (facts) =>
    isCutOff(facts) && !facts.runs.some((run) => hasSeenItPass(run, facts.startsAtMs)),
} as const satisfies Record<string, (facts: Facts) => boolean>;

/** SENS's list does not say who sent a message: a claim in doubt takes the first that fits its text, phone and time. */
export const mistaken =
  'it was cut off in its send, and the legacy function sent the same text to the same phone within its time';

export const excuseNames = [...(Object.keys(excuses) as (keyof typeof excuses)[]), mistaken] as const;

export type Excuse = (typeof excuseNames)[number];

interface Facts {
  readonly booking: ToldBooking;
  readonly startsAtMs: number;
  readonly runs: readonly ToldRun[];
  /** The live runs that found it due. */
  readonly finders: readonly ToldRun[];
  /** The runs that found it due while delivery had lapsed, and ended well. */
  readonly reporters: readonly ToldRun[];
}

const tickMs = 20 * 60_000;
/** A run's clock may be so far behind. */
const maxSkewMs = 5 * 60_000;

/** Why nothing is known of a message that was due and has no claim; null where there is no excuse. */
export function excuseFor(world: StoryWorld, obligation: Obligation): Excuse | null {
  const { bookingNum, kind } = obligation;
  const booking = world.bookings.find((each) => each.booking.bookingNum === bookingNum);
  if (!booking) return null;
  const seers = world.events
    .filter(
      ({ name, fields }) =>
        name === 'message_due' && fields.booking_num === bookingNum && fields.kind === kind,
    )
    .flatMap(({ by }) => world.runs.get(by) ?? []);
  const finders = seers.filter(({ mode }) => mode === 'live');
  const reporters = seers.filter(({ isIntended, endedWellAtMs }) => !isIntended && endedWellAtMs !== null);
  const facts: Facts = {
    booking,
    startsAtMs: booking.booking.startsAt.getTime(),
    runs: [...world.runs.values()],
    finders,
    reporters,
  };
  return excuseNames.find((name) => name !== mistaken && excuses[name](facts)) ?? null;
}

/** Every run that found it was killed, or its tables failed it: who ended well has sent what it found, or written it down. */
const isCutOff = ({ finders }: Facts): boolean =>
  finders.length > 0 && finders.every(({ endedWellAtMs }) => endedWellAtMs === null);

/** Whether this run ended well after the booking began and was in charge from before: then it had to count it as missed. */
function hasSeenItPass(run: ToldRun, startsAtMs: number): boolean {
  const { inChargeSinceMs, startedAtMs, endedWellAtMs } = run;
  if (inChargeSinceMs === null || endedWellAtMs === null) return false;
  return inChargeSinceMs < startsAtMs && startedAtMs > startsAtMs + maxSkewMs;
}
