import { type Claim, readClaim } from '../../lambda/claim/claim-item.ts';
import { sendTimeLimitMs } from '../../src/domain/send-time-limit.ts';
import { type Excuse, excuseFor, mistaken } from './excuses.ts';
import type { Obligation, StoryWorld, ToldEvent } from './story-world.ts';

export interface Judgement {
  /** Empty: every promise held. */
  readonly broken: readonly string[];
  /** For each message of which nothing is known, why that is no broken promise. */
  readonly excused: readonly Excuse[];
}

/** What the send path promises, held against what the pretend SENS has and what people were told. */
export function judgeStory(world: StoryWorld): Judgement {
  const excused: Excuse[] = [];
  const broken = [
    ...judgeTexts(world, excused),
    ...[...world.obligations.values()].flatMap((obligation) => judgeEnd(world, obligation, excused) ?? []),
    ...judgeFalseAlarms(world),
    ...judgeStops(world),
    ...judgeLookers(world),
    ...judgeKeys(world),
    ...judgeLogins(world),
    ...judgeFailures(world),
  ];
  return { broken, excused };
}

/** A customer gets each text as often as it was due to him at most, and what counts as sent is at SENS. */
function judgeTexts(world: StoryWorld, excused: Excuse[]): readonly string[] {
  const groups = Map.groupBy(world.obligations.values(), ({ text }) => text);
  const sent = Map.groupBy(world.sens.accepted, ({ listed }) => `${listed.to} ${listed.content}`);
  const unowed = [...sent.keys()].filter((text) => !groups.has(text));
  return [
    ...unowed.map((text) => `sent though never due: ${text}`),
    ...[...groups].flatMap(([text, owed]) => {
      const atSens = sent.get(text)?.length ?? 0;
      const taken = owed.filter((each) => hasTakenLegacys(world, each));
      const counted = owed.filter((each) => isCounted(world, each)).length;
      if (atSens > owed.length) return [`DUPLICATE: ${atSens} of ${owed.length} due: ${text}`];
      if (counted > atSens + taken.length) {
        return [`LOST: ${counted} count as sent, SENS has ${atSens}: ${text}`];
      }
      for (let lost = atSens; lost < counted; lost += 1) excused.push(mistaken);
      return counted < atSens ? [`UNSEEN: SENS has ${atSens}, ${counted} count as sent: ${text}`] : [];
    }),
  ];
}

/** Whether its claim, once in doubt, was settled by a message that the legacy function sent for another booking. */
function hasTakenLegacys(world: StoryWorld, { claimId }: Obligation): boolean {
  const messageId = claimOf(world, claimId)?.sens_message_id ?? null;
  if (messageId === null || world.sentByLegacy.has(claimId)) return false;
  return world.sens.accepted.some(({ listed, by }) => listed.messageId === messageId && by === 'legacy');
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

function judgeEnd(world: StoryWorld, obligation: Obligation, excused: Excuse[]): string | null {
  if (isCounted(world, obligation)) return null;
  const claim = claimOf(world, obligation.claimId);
  const what = `${obligation.claimId} (${obligation.text.slice(0, 12)}...)`;
  if (!claim) {
    const excuse = excuseFor(world, obligation);
    if (excuse === null) return `LOST: ${what} was due and has no claim`;
    excused.push(excuse);
    return null;
  }
  const telling = tellings[claim.state];
  if (telling === undefined) return `LOST: ${what} stays ${claim.state}: ${claim.reason}`;
  const isTold = world.events.some((event) => event.name === telling && isAbout(event, obligation));
  return isTold ? null : `SILENT: ${what} is ${claim.state} and nobody was told`;
}

const isAbout = ({ fields }: ToldEvent, { bookingNum, kind }: Obligation): boolean =>
  fields.booking_num === bookingNum && fields.kind === kind;

/** Nobody is alarmed for what the legacy function had sent before. */
function judgeFalseAlarms({ events, obligations, sentByLegacy }: StoryWorld): readonly string[] {
  return [...sentByLegacy].flatMap(([claimId, sentAtMs]) => {
    const obligation = obligations.get(claimId);
    const isFalse = events.some(
      (event) =>
        event.name === 'send_missed' &&
        event.atMs > sentAtMs &&
        obligation !== undefined &&
        isAbout(event, obligation),
    );
    return isFalse ? [`FALSE: ${claimId} is told as missed, and the legacy function had sent it`] : [];
  });
}

/** A rollback waits so long after its stop and then says that nothing leaves any more. */
function judgeStops({ stops, processes }: StoryWorld): readonly string[] {
  return stops.flatMap(({ fromMs, untilMs }) =>
    processes
      .filter(({ postedAtMs }) => postedAtMs.some((at) => at > fromMs + sendTimeLimitMs && at < untilMs))
      .map(({ name }) => `STOP: ${name} sent more than ${sendTimeLimitMs} ms after the stop`),
  );
}

/** A run that may not send takes no message on and sends none, whoever sends meanwhile. */
function judgeLookers({ runs, processes, events, tables }: StoryWorld): readonly string[] {
  const lookers = processes.filter(({ name }) => runs.get(name)?.mode !== 'live');
  const ours = new Set(lookers.map(({ name }) => name));
  const taken = tables
    .all('sms_claims')
    .filter(({ run_id, state }) => ours.has(String(run_id)) && state !== 'MISSED');
  return [
    ...lookers.filter(({ postedAtMs }) => postedAtMs.length > 0).map(({ name }) => `LOOKER: ${name} sent`),
    ...taken.map(({ run_id, claim_id }) => `LOOKER: ${run_id} wrote claim ${claim_id}`),
    ...events
      .filter(({ name, by }) => ours.has(by) && name === 'send_claimed')
      .map(({ by, fields }) => `LOOKER: ${by} claimed ${fields.kind} of ${fields.booking_num}`),
  ];
}

/** Keys that an operator has corrected are used by every process that meets a refusal, however long it has lived. */
const judgeKeys = ({ processes }: StoryWorld): readonly string[] =>
  processes
    .filter(({ hasStaleKeys }) => hasStaleKeys)
    .map(({ name }) => `KEYS: SENS refused those of ${name}, and it did not read the corrected ones`);

const loginLimit = { count: 2, withinMs: 50 * 60_000 };

/**
 * The password is not sent again and again while no session can be stored: twice, and then not for an hour (less what the
 * clocks of two runs may differ). Each session that could not be stored is reported.
 */
function judgeLogins({ naver, events }: StoryWorld): readonly string[] {
  const unstored = naver.logins.filter(({ isWritable }) => !isWritable);
  const nagging = unstored.filter(({ atMs }, index) => {
    const third = unstored[index + loginLimit.count];
    return third !== undefined && third.atMs - atMs < loginLimit.withinMs;
  });
  const silent = unstored.filter(
    ({ by }) => !events.some((event) => event.by === by && event.name === 'login_state_unwritten'),
  );
  return [
    ...nagging.map(({ by }) => `LOGIN: three within an hour from ${by} on, and none of them could be stored`),
    ...silent.map(({ by }) => `SILENT: the session of ${by} could not be stored, and nobody was told`),
  ];
}

/** Runs may fail for what the world did to them, and for nothing else. */
const excusable =
  /TimeoutError|Throttl|busy|got no definite answer|refuses our account|stayed unread|no login was tried|could not be written down|no store could be read|ConditionalCheckFailed/;

const judgeFailures = ({ failures }: StoryWorld): readonly string[] =>
  failures.filter((text) => !excusable.test(text)).map((text) => `FAILED: ${text}`);
