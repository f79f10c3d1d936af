import { describe, expect, it } from 'vitest';
import {
  type AlarmMemory,
  afterRun,
  dueReminders,
  emptyMemory,
  told,
} from '../../../lambda/notify/alarm-memory.ts';
import { ownAlarms } from '../../../src/monitoring/find-alarm.ts';

const startMs = Date.parse('2026-11-02T05:00:00Z');
const at = (minutes: number) => new Date(startMs + minutes * 60_000);
const run = (memory: AlarmMemory, minutes: number, values: Record<string, number | null>) =>
  afterRun(memory, { at: at(minutes), values }, ownAlarms);
const due = (memory: AlarmMemory, minutes: number) =>
  dueReminders(memory, at(minutes), ownAlarms).map(({ alarm, since }) => [alarm.id, since]);
const failing = { RunFailures: 1, Runs: 1 };

/** A run each 20 minutes, up to a minute and with it. */
function runs(
  memory: AlarmMemory,
  from: number,
  to: number,
  values: Record<string, number | null>,
): AlarmMemory {
  let after = memory;
  for (let minutes = from; minutes <= to; minutes += 20) after = run(after, minutes, values);
  return after;
}

describe('which alarms are in ALARM', () => {
  it.each([
    ['a failed run', failing, ['run-failures']],
    ['a good run', { Runs: 1, RunFailures: 0, RunDurationMs: 9 }, []],
    ['an open refusal', { OpenRefused: 2 }, ['messages-refused']],
    ['two undelivered messages', { MessagesUndelivered: 2 }, []],
    ['three undelivered messages', { MessagesUndelivered: 3 }, ['messages-undelivered']],
    ['nothing that is known', { OpenRefused: null, OpenInDoubt: null }, []],
  ])('after %s', (_, values, ids) => {
    expect(Object.keys(run(emptyMemory, 0, values).alarms)).toEqual(ids);
  });

  it('adds up what the runs of an hour published', () => {
    const twice = run(run(emptyMemory, 0, { MessagesUndelivered: 1 }), 40, { MessagesUndelivered: 2 });
    expect(Object.keys(twice.alarms)).toEqual(['messages-undelivered']);
    expect(Object.keys(run(twice, 61, {}).alarms)).toEqual([]);
  });

  it('keeps an alarm through a run that found nothing, for as long as CloudWatch does', () => {
    const failed = run(emptyMemory, 0, failing);
    expect(run(failed, 20, {}).alarms['run-failures']?.since).toBe(at(0).toISOString());
    expect(run(run(failed, 20, {}), 60, {}).alarms).toEqual({});
  });

  it('keeps an open case only as long as a run says so, and through one that could not read it', () => {
    const open = run(emptyMemory, 0, { OpenInDoubt: 1 });
    expect(Object.keys(run(open, 20, { OpenInDoubt: null }).alarms)).toEqual(['messages-in-doubt']);
    expect(run(open, 25, { OpenInDoubt: 0 }).alarms).toEqual({});
  });

  it('remembers nothing of good runs, and no run longer than an alarm looks', () => {
    expect(runs(emptyMemory, 0, 600, { Runs: 0, OpenInDoubt: 0 })).toEqual(emptyMemory);
    expect(runs(emptyMemory, 0, 6_000, failing).runs).toHaveLength(3);
  });
});

describe('a reminder', () => {
  it('is due after six hours of ALARM, and again six hours after the last', () => {
    const sixHours = runs(emptyMemory, 0, 360, failing);
    expect(due(sixHours, 340)).toEqual([]);
    expect(due(sixHours, 360)).toEqual([['run-failures', at(0)]]);

    const reminded = runs(told(sixHours, ['run-failures'], at(360)), 380, 720, failing);
    expect(due(reminded, 700)).toEqual([]);
    expect(due(reminded, 720)).toEqual([['run-failures', at(0)]]);
  });

  it('is due for each alarm by its own time', () => {
    const first = runs(emptyMemory, 0, 180, failing);
    const both = runs(first, 200, 540, { ...failing, StoresFailed: 1 });
    expect(due(both, 360)).toEqual([['run-failures', at(0)]]);
    expect(due(told(both, ['run-failures'], at(360)), 560)).toEqual([['stores-failed', at(200)]]);
  });

  it('is not due once the trouble ended, and a new one begins anew', () => {
    const ended = runs(runs(emptyMemory, 0, 300, failing), 320, 400, {});
    const again = run(ended, 420, failing);
    expect(due(again, 420)).toEqual([]);
    expect(again.alarms['run-failures']?.since).toBe(at(420).toISOString());
  });
});
