import type { DueMessage } from '../../lambda/messages/due-message.ts';
import type { DeliveryRecord } from '../../lambda/register/read-delivery-record.ts';
import type { ApprovalItem, DeliveryMode } from '../../src/domain/control-item.ts';
import type { Booking } from '../../src/rules/booking.ts';
import { readSettings } from '../../src/rules/settings/read-settings.ts';
import { provenApproval } from '../support/invented-approval.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { LambdaProcess } from './lambda-process.ts';
import { MemoryTables } from './memory-tables.ts';
import { NaverSessionModel } from './naver-session.ts';
import { SensModel } from './sens-model.ts';
import { SensSecretModel } from './sens-secret.ts';
import type { ToldBooking } from './story-bookings.ts';
import { VirtualTime } from './virtual-time.ts';

/** The real rules and templates. */
export const settings = readSettings(new URL('../../lambda/config/', import.meta.url));

export const buildId = 'b'.repeat(64);
/** 2026-11-02 16:30 in Korea: the evening's event messages fall into the longer stories. */
export const storyStartMs = Date.parse('2026-11-02T07:30:00.000Z');

export interface ToldEvent {
  readonly atMs: number;
  readonly by: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A message that somebody found due while it was theirs to send. */
export interface Obligation {
  readonly claimId: string;
  readonly bookingNum: string;
  readonly kind: string;
  /** Recipient and text: what a customer can tell apart. */
  readonly text: string;
}

/** One run of ours, as the judge must know it. */
export interface ToldRun {
  readonly startedAtMs: number;
  /** Null until it has read its approval. */
  mode: DeliveryMode | null;
  /** Since when we were in charge, as its approval says; null where it may not send. */
  inChargeSinceMs: number | null;
  /** False: it may not send, nobody decided so, and its summary says how many due messages wait. */
  isIntended: boolean;
  /** When it had written down all that it should; null where it was killed or its tables failed it. */
  endedWellAtMs: number | null;
}

/** All that a story is about. */
export interface StoryWorld {
  readonly time: VirtualTime;
  readonly chance: Chance;
  /** For the secret and the session: what they draw changes nothing else of a story. */
  readonly aside: Chance;
  readonly tables: MemoryTables;
  readonly sens: SensModel;
  readonly secret: SensSecretModel;
  readonly naver: NaverSessionModel;
  readonly bookings: readonly ToldBooking[];
  readonly events: ToldEvent[];
  readonly obligations: Map<string, Obligation>;
  /** Claim ids of what the legacy sender sent, and when. */
  readonly sentByLegacy: Map<string, number>;
  readonly processes: LambdaProcess[];
  /** By the name of its process. */
  readonly runs: Map<string, ToldRun>;
  readonly failures: string[];
  /** When no message may leave any more, and may again: true clock. */
  readonly stops: { readonly fromMs: number; untilMs: number }[];
  /** What the control table remembers of delivery beside the approval. */
  delivery: DeliveryRecord;
  readonly trace: (line: string) => void;
}

export function createStoryWorld(
  chance: Chance,
  bookings: readonly ToldBooking[],
  log: string[] | null,
  aside: Chance = chanceOf(0),
): StoryWorld {
  const time = new VirtualTime(storyStartMs);
  const trace = (line: string): void => {
    log?.push(`${new Date(time.nowMs).toISOString().slice(11, 23)} ${line}`);
  };
  // An index follows its table at once, mostly.
  const tables = new MemoryTables((follow) =>
    chance.is(0.1) ? time.after(chance.between(0, 5_000), follow) : follow(),
  );
  tables.put('sms', formerCustomer);
  return {
    time,
    chance,
    aside,
    tables,
    sens: new SensModel(time, chance),
    secret: new SensSecretModel(),
    naver: new NaverSessionModel(tables),
    bookings,
    events: [],
    obligations: new Map(),
    sentByLegacy: new Map(),
    processes: [],
    runs: new Map(),
    failures: [],
    stops: [],
    delivery: { soleSenderSince: null, liveRun: null, revokedAt: null, isStopped: false },
    trace,
  };
}

export function owe(world: StoryWorld, message: DueMessage): void {
  const claimId = `${message.bookingNum}#${message.phone}#${message.kind}`;
  const text = `${message.phoneDigits} ${message.content}`;
  world.obligations.set(claimId, { claimId, bookingNum: message.bookingNum, kind: message.kind, text });
}

/** The bookings as Naver shows them now. */
export function bookingsNow(world: StoryWorld): readonly Booking[] {
  const nowMs = world.time.nowMs;
  return world.bookings
    .filter(({ appearsAtMs, vanishesAtMs }) => appearsAtMs <= nowMs && nowMs < vanishesAtMs)
    .map(({ booking, completedAtMs }) => ({ ...booking, status: nowMs < completedAtMs ? 'RC03' : 'RC08' }));
}

export function putControl(world: StoryWorld, name: string, item: object): void {
  world.tables.put('naver-sms-control', { scope: 'control', name, ...item });
}

export const approvalAt = (atMs: number, build: string, mode: DeliveryMode = 'live'): ApprovalItem => ({
  mode,
  buildId: build,
  approvedBy: 'invented-captain',
  approvedAt: new Date(atMs).toISOString(),
  until: null,
  ...provenApproval,
  reason: 'simulation',
});

export function approveLive(world: StoryWorld): void {
  putControl(world, 'approval', approvalAt(world.time.nowMs, buildId));
  world.trace('approved live');
}

/** Nobody stops delivery, and yet no run may send: the approval has ended, or is for the build before a deploy. */
export function lapse(world: StoryWorld): void {
  const { nowMs } = world.time;
  const ended = { ...approvalAt(nowMs - 1, buildId), until: new Date(nowMs).toISOString() };
  putControl(world, 'approval', world.chance.is(0.5) ? ended : approvalAt(nowMs, 'c'.repeat(64)));
  world.trace('the approval lapsed');
}

/** A cutover: from now on what others mark is foreign, and what nobody sends in time is missed. */
export function takeCharge(world: StoryWorld): void {
  world.delivery = { ...world.delivery, soleSenderSince: new Date(world.time.nowMs) };
  approveLive(world);
}

/** Ours may only look: its runs are off, or write beside what the legacy function does. */
export function approveLess(world: StoryWorld): void {
  world.delivery = { ...world.delivery, revokedAt: new Date(world.time.nowMs) };
  if (world.chance.is(0.5)) world.tables.delete('naver-sms-control', { scope: 'control', name: 'approval' });
  else putControl(world, 'approval', approvalAt(world.time.nowMs, buildId, 'shadow'));
}

export function setStop(world: StoryWorld): void {
  putControl(world, 'stop', { who: 'captain', why: 'simulation' });
  if (world.stops.at(-1)?.untilMs !== Number.POSITIVE_INFINITY) {
    world.stops.push({ fromMs: world.time.nowMs, untilMs: Number.POSITIVE_INFINITY });
  }
  world.trace('stop set');
}

export function liftStop(world: StoryWorld): void {
  world.tables.delete('naver-sms-control', { scope: 'control', name: 'stop' });
  const last = world.stops.at(-1);
  if (last && last.untilMs === Number.POSITIVE_INFINITY) last.untilMs = world.time.nowMs;
  world.trace('stop lifted');
}

/** The table was in use for long: an empty one is taken for a new chain, whose backlog waits for an operator. */
const formerCustomer = {
  booking_num: '867589_1',
  phone: '010-0000-9999',
  name: '지난손님',
  booking_time: '2020-01-01 10:00:00',
  confirm_sms: true,
  remind_sms: true,
  option_sms: true,
  option_time: '',
};
