/* What an alarm's history says of one forced state: the change, and what became of each action. Pure. */
import * as z from 'zod';
import { nonceOf } from './alarm-nonce.ts';

/** One entry of CloudWatch's history of an alarm. */
export interface AlarmHistoryItem {
  /** CloudWatch's clock, UTC milliseconds. */
  readonly timestampMs: number;
  readonly type: 'StateUpdate' | 'Action';
  readonly summary: string;
  /** JSON as CloudWatch wrote it. */
  readonly data: string;
}

export interface ForcedHistory {
  /** When the state first changed to ALARM under the nonce; null where no entry says so. */
  readonly changedAtMs: number | null;
  /** When it left ALARM after that for the last time; null where it did not. */
  readonly leftAtMs: number | null;
  /** The change to ALARM that holds now; null where its last change went elsewhere, or there is none. */
  readonly alarm: AlarmChange | null;
  /** The entries for the actions of the first change, oldest first. */
  readonly actions: readonly ActionEntry[];
  /** Every change to ALARM that no alarm test made, oldest first, also where the alarm left ALARM since. */
  readonly firings: readonly AlarmFiring[];
}

/** A change to ALARM for a real reason. */
export interface AlarmFiring {
  /** CloudWatch's clock, UTC milliseconds. */
  readonly atMs: number;
  /** As CloudWatch wrote it. */
  readonly reason: string;
}

export interface AlarmChange {
  readonly atMs: number;
  /** True where its reason carries the nonce. */
  readonly isForced: boolean;
  /** The state before it, as CloudWatch wrote it; null where it says none. */
  readonly from: string | null;
}

export interface ActionEntry {
  readonly atMs: number;
  /** The ARN of the action; null where the entry names none. */
  readonly resource: string | null;
  /** Null where CloudWatch says that it was carried out. */
  readonly failure: string | null;
}

/** A history in which nothing of the forced state is seen. */
export const emptyHistory: ForcedHistory = {
  ...{ changedAtMs: null, leftAtMs: null, alarm: null },
  ...{ actions: [], firings: [] },
};

/** Finds the change by its nonce, and the actions that belong to it. Entries may come in any order. */
export function readForcedHistory(items: readonly AlarmHistoryItem[], nonce: string): ForcedHistory {
  const changes = items
    .flatMap((item) => readChange(item) ?? [])
    .toSorted((one, other) => one.atMs - other.atMs);
  const isForced = ({ to, reason }: StateChange) => to === 'ALARM' && nonceOf(reason) === nonce;
  const last = changes.at(-1);
  const alarm = last?.to === 'ALARM' ? { atMs: last.atMs, isForced: isForced(last), from: last.from } : null;
  const firings = changes
    .filter(({ to, reason }) => to === 'ALARM' && nonceOf(reason) === null)
    .map(({ atMs, reason }) => ({ atMs, reason }));
  const forcing = changes.find(isForced);
  if (!forcing) return { ...emptyHistory, alarm, firings };
  const { atMs: changedAtMs } = forcing;
  const nextMs = changes.find(({ atMs }) => atMs > changedAtMs)?.atMs ?? Number.POSITIVE_INFINITY;
  const actions = items
    .filter((item) => item.type === 'Action' && belongs(item, { nonce, changedAtMs, nextMs }))
    .map((item) => ({ atMs: item.timestampMs, resource: resourceOf(item), failure: failureOf(item) }))
    .toSorted((one, other) => one.atMs - other.atMs);
  const leftAtMs = last && last.to !== 'ALARM' ? last.atMs : null;
  return { changedAtMs, leftAtMs, alarm, actions, firings };
}

interface StateChange {
  readonly atMs: number;
  readonly from: string | null;
  readonly to: string;
  readonly reason: string;
}

const changeData = z.object({
  oldState: z.object({ stateValue: z.string() }).optional().catch(undefined),
  newState: z.object({ stateValue: z.string(), stateReason: z.string() }),
});

function readChange({ type, timestampMs: atMs, data }: AlarmHistoryItem): StateChange | null {
  const parsed = type === 'StateUpdate' ? changeData.safeParse(readJson(data)).data : undefined;
  if (!parsed) return null;
  const { oldState, newState } = parsed;
  return { atMs, from: oldState?.stateValue ?? null, to: newState.stateValue, reason: newState.stateReason };
}

const actionData = z.object({
  actionState: z.string().optional(),
  /** The time of the state change that it belongs to, milliseconds. */
  stateUpdateTimestamp: z.number().optional(),
  error: z.string().nullish(),
  /** Of an SNS action. */
  notificationResource: z.string().nullish(),
});

interface Change {
  readonly nonce: string;
  readonly changedAtMs: number;
  /** When the state changed again. */
  readonly nextMs: number;
}

/** CloudWatch rounds the two times differently by up to a second. */
const roundingMs = 1_000;

function belongs(item: AlarmHistoryItem, { nonce, changedAtMs, nextMs }: Change): boolean {
  if (item.data.includes(nonce)) return true;
  const named = actionData.safeParse(readJson(item.data)).data?.stateUpdateTimestamp;
  if (named !== undefined) {
    const offMs = Math.abs(named - changedAtMs);
    return offMs <= roundingMs && offMs <= Math.abs(named - nextMs);
  }
  return item.timestampMs >= changedAtMs && item.timestampMs < nextMs;
}

function failureOf({ data, summary }: AlarmHistoryItem): string | null {
  const parsed = actionData.safeParse(readJson(data)).data;
  if (parsed?.actionState === 'Succeeded') return null;
  if (parsed?.actionState === undefined && summary.startsWith('Successfully executed action')) return null;
  return parsed?.error || summary || 'CloudWatch gives no reason';
}

/** Named in the data of an SNS action, and at the end of every summary seen: `Successfully executed action <ARN>`. */
function resourceOf({ data, summary }: AlarmHistoryItem): string | null {
  const named = actionData.safeParse(readJson(data)).data?.notificationResource;
  return named ?? /\baction (arn:\S+)/.exec(summary)?.[1] ?? null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
