import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ownAlarms } from '../../src/monitoring/find-alarm.ts';
import { reasonOf } from '../run-failed.ts';
import type { EmitEvent } from '../telemetry/emit-event.ts';
import {
  type AlarmMemory,
  afterRun,
  dueReminders,
  emptyMemory,
  type Reminder,
  told,
} from './alarm-memory.ts';
import { logReceipts } from './log-receipts.ts';
import { MalformedMemory, readMemory, writeMemory } from './memory-store.ts';
import { type Channels, postToChannels } from './post-to-channels.ts';
import { reminderText } from './reminder-text.ts';

export interface RemindOrder {
  /** What the run published, by metric; null of what it does not know. */
  readonly values: Readonly<Record<string, number | null>>;
  /** Whether the channels got this run's own message, which lists what is wrong. */
  readonly isRunTold: boolean;
  /** How long the text may take. Milliseconds. */
  readonly withinMs: number;
}

export interface RemindTools extends Channels {
  readonly dynamo: DynamoDBDocumentClient;
  readonly controlTable: string;
  readonly emit: EmitEvent;
}

/**
 * Repeats the alarms that have been in ALARM for hours without a word: CloudWatch reports a change of state and then is
 * silent. At the end of each scheduled run, whatever `telemetry set --notify` says. Never throws.
 */
export async function remind(tools: RemindTools, order: RemindOrder): Promise<void> {
  try {
    await remindOrThrow(tools, order);
  } catch (cause) {
    tools.emit('reminders_failed', { reason: reasonOf(cause) });
  }
}

async function remindOrThrow(tools: RemindTools, order: RemindOrder): Promise<void> {
  const { dynamo, controlTable, clock } = tools;
  const before = await memoryOf(tools);
  const now = clock.now();
  const memory = afterRun(before, { at: now, values: order.values }, ownAlarms);
  if (memory.runs.length === 0 && before.runs.length === 0) return;
  const due = dueReminders(memory, now, ownAlarms);
  const ids = due.map(({ alarm }) => alarm.id);
  // Before the text: if it cannot be written down, a text that each run repeats would be worse than none.
  await writeMemory(dynamo, controlTable, told(memory, ids, now));
  if (due.length === 0 || order.isRunTold) return;
  if (!(await post(tools, due, order.withinMs))) await writeMemory(dynamo, controlTable, memory);
}

/** A malformed item is replaced: it is no reason to never remind again. */
async function memoryOf({ dynamo, controlTable, emit }: RemindTools): Promise<AlarmMemory> {
  try {
    return await readMemory(dynamo, controlTable);
  } catch (cause) {
    if (!(cause instanceof MalformedMemory)) throw cause;
    emit('reminders_failed', { reason: cause.message });
    return emptyMemory;
  }
}

/** Whether a channel took it: otherwise the next run tries again. */
async function post(tools: RemindTools, due: readonly Reminder[], withinMs: number): Promise<boolean> {
  const names = due.map(({ alarm }) => alarm.name).join(', ');
  if (withinMs <= 0) {
    tools.emit('reminders_failed', { reason: `the run had no time left to repeat ${names}` });
    return false;
  }
  const receipts = await postToChannels(tools, reminderText(due, tools.clock.now()), withinMs);
  logReceipts(tools.emit, { about: `reminder ${names}`, nonce: null }, receipts);
  return receipts.some(({ state }) => state !== 'failed');
}
