import { type Claim, readClaim } from '../../lambda/claim/claim-item.ts';
import { sendTimeLimitMs } from '../../src/domain/send-time-limit.ts';
import type { Obligation, StoryWorld } from './story-world.ts';

/** What the send path promises, held against what the pretend SENS has and what people were told. Empty: it held. */
export function judgeStory(world: StoryWorld): readonly string[] {
  return [
    ...judgeTexts(world),
    ...[...world.obligations.values()].flatMap((obligation) => judgeEnd(world, obligation) ?? []),
    ...judgeStops(world),
    ...judgeFailures(world),
  ];
}

/** A customer gets each text as often as it was due to him at most, and what counts as sent is at SENS. */
function judgeTexts(world: StoryWorld): readonly string[] {
  const groups = Map.groupBy(world.obligations.values(), ({ text }) => text);
  const sent = Map.groupBy(world.sens.accepted, ({ listed }) => `${listed.to} ${listed.content}`);
  const unowed = [...sent.keys()].filter((text) => !groups.has(text));
  return [
    ...unowed.map((text) => `sent though never due: ${text}`),
    ...[...groups].flatMap(([text, owed]) => {
      const atSens = sent.get(text)?.length ?? 0;
      const counted = owed.filter((each) => isCounted(world, each)).length;
      if (atSens > owed.length) return [`DUPLICATE: ${atSens} of ${owed.length} due: ${text}`];
      if (counted > atSens) return [`LOST: ${counted} count as sent, SENS has ${atSens}: ${text}`];
      return counted < atSens ? [`UNSEEN: SENS has ${atSens}, ${counted} count as sent: ${text}`] : [];
    }),
  ];
}

const isCounted = (world: StoryWorld, { claimId }: Obligation): boolean => {
  const state = claimOf(world, claimId)?.state ?? '';
  return world.sentByLegacy.has(claimId) || ['ACCEPTED', 'DELIVERED', 'UNDELIVERED'].includes(state);
};

function claimOf(world: StoryWorld, claimId: string): Claim | null {
  const item = world.tables.get('sms_claims', { claim_id: claimId });
  return item ? readClaim(item) : null;
}

/** Which event tells a person of an end that is no sent message. */
const tellings: Readonly<Record<string, string>> = {
  REFUSED: 'send_refused',
  MISSED: 'send_missed',
  IN_DOUBT: 'reconcile_absent',
};

function judgeEnd(world: StoryWorld, obligation: Obligation): string | null {
  if (isCounted(world, obligation)) return null;
  const claim = claimOf(world, obligation.claimId);
  const what = `${obligation.claimId} (${obligation.text.slice(0, 12)}...)`;
  if (!claim) return isExcused(world, obligation) ? null : `LOST: ${what} was due and has no claim`;
  const telling = tellings[claim.state];
  if (telling === undefined) return `LOST: ${what} stays ${claim.state}: ${claim.reason}`;
  const isTold = world.events.some(
    ({ name, fields }) =>
      name === telling && fields.booking_num === claim.booking_num && fields.kind === claim.kind,
  );
  return isTold ? null : `SILENT: ${what} is ${claim.state} and nobody was told`;
}

/**
 * Nobody took it on before the booking itself was gone; or before a rollback: then it was the other sender's, and the
 * last run of ours named it as due and counted it as left over; or the booking was made less than a tick before it
 * began, or began before we took charge: the rules count nothing as missed that no run of ours may have seen in time.
 */
function isExcused(world: StoryWorld, { bookingNum, kind }: Obligation): boolean {
  const told = world.bookings.find(({ booking }) => booking.bookingNum === bookingNum);
  if (!told || told.vanishesAtMs <= told.completedAtMs) return true;
  if (told.appearsAtMs > told.booking.startsAt.getTime() - tickMs) return true;
  const startsAtMs = told.booking.startsAt.getTime();
  if (world.approvedAtMs.every((atMs) => atMs >= startsAtMs)) return true;
  const found = world.events.filter(
    ({ name, fields }) => name === 'message_due' && fields.booking_num === bookingNum && fields.kind === kind,
  );
  return world.rollbacksAtMs.some((atMs) => found.some((due) => due.atMs <= atMs));
}

const tickMs = 20 * 60_000;

/** A rollback waits so long after its stop and then says that nothing leaves any more. */
function judgeStops({ stops, processes }: StoryWorld): readonly string[] {
  return stops.flatMap(({ fromMs, untilMs }) =>
    processes
      .filter(({ postedAtMs }) => postedAtMs.some((at) => at > fromMs + sendTimeLimitMs && at < untilMs))
      .map(({ name }) => `STOP: ${name} sent more than ${sendTimeLimitMs} ms after the stop`),
  );
}

/** Runs may fail for what the world did to them, and for nothing else. */
const excusable =
  /TimeoutError|Throttl|busy|got no definite answer|refuses our key|stayed unread|ConditionalCheckFailed/;

const judgeFailures = ({ failures }: StoryWorld): readonly string[] =>
  failures.filter((text) => !excusable.test(text)).map((text) => `FAILED: ${text}`);
