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
  /** When the state changed to ALARM under the nonce; null where no entry says so. */
  readonly changedAtMs: number | null;
  /** The first entry for each action of that change. */
  readonly actions: readonly ActionEntry[];
}

export interface ActionEntry {
  readonly atMs: number;
  /** Null where CloudWatch says that it was carried out. */
  readonly failure: string | null;
}

/** Finds the change by its nonce, and the actions that belong to it. Entries may come in any order. */
export function readForcedHistory(items: readonly AlarmHistoryItem[], nonce: string): ForcedHistory {
  const changes = items.filter(({ type }) => type === 'StateUpdate');
  const change = changes.find((item) => isChangeTo(item, nonce));
  if (!change) return { changedAtMs: null, actions: [] };
  const { timestampMs: changedAtMs } = change;
  const nextMs = Math.min(
    ...changes.map(({ timestampMs }) => timestampMs).filter((ms) => ms > changedAtMs),
    Number.POSITIVE_INFINITY,
  );
  const actions = items
    .filter((item) => item.type === 'Action' && belongs(item, { nonce, changedAtMs, nextMs }))
    .map((item) => ({ atMs: item.timestampMs, failure: failureOf(item) }))
    .toSorted((one, other) => one.atMs - other.atMs);
  return { changedAtMs, actions };
}

const changeData = z.object({ newState: z.object({ stateValue: z.string(), stateReason: z.string() }) });

function isChangeTo({ data }: AlarmHistoryItem, nonce: string): boolean {
  const parsed = changeData.safeParse(readJson(data));
  if (!parsed.success) return false;
  const { stateValue, stateReason } = parsed.data.newState;
  return stateValue === 'ALARM' && nonceOf(stateReason) === nonce;
}

const actionData = z.object({
  actionState: z.string().optional(),
  /** The time of the state change that it belongs to, milliseconds. */
  stateUpdateTimestamp: z.number().optional(),
  error: z.string().nullish(),
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

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
