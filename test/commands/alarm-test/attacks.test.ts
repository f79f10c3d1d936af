import {
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nonceOf } from '../../../src/domain/alarm-nonce.ts';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { isExhaustive } from '../../support/exhaustive.ts';
import { type AlarmRun, type AlarmWorld, expectVerified, held, startAlarmWorld } from './alarm-world.ts';
import { isLastLook, isWatching } from './while-forced.ts';

/* A fault of AWS and a real alarm at once: whatever comes of it, nothing is claimed that is not so. */

let world: AlarmWorld;
beforeEach(async () => {
  world = await startAlarmWorld();
});
afterEach(() => world.stop());

type MutableFault = { -readonly [Key in keyof Fault]: Fault[Key] };
const monitoring = (operation: string, kind: Fault['kind'], more: Partial<Fault> = {}): MutableFault => ({
  ...{ service: 'monitoring', operation, kind },
  ...more,
});

const faults: Readonly<Record<string, () => MutableFault>> = {
  'no fault': () => monitoring('SetAlarmState', 'slow', { ms: 1 }),
  'a lost answer while forcing': () => monitoring('SetAlarmState', 'torn-body'),
  'a lost answer while restoring': () => monitoring('SetAlarmState', 'torn-body', { nth: 2 }),
  'a server error after forcing': () => monitoring('SetAlarmState', 'server-error-after'),
  'a server error after restoring': () => monitoring('SetAlarmState', 'server-error-after', { nth: 2 }),
  'a forcing that is only acknowledged': () => monitoring('SetAlarmState', 'acknowledge-only'),
  'a restoring that is only acknowledged': () => monitoring('SetAlarmState', 'acknowledge-only', { nth: 2 }),
  'a denied restoring': () => monitoring('SetAlarmState', 'access-denied', { nth: 2, times: 3 }),
  'stale reads for a while': () => monitoring('DescribeAlarms', 'stale-read', { nth: 4, times: 3 }),
  'stale reads to the end': () => monitoring('DescribeAlarms', 'stale-read', { nth: 4, times: 1_000 }),
  'a history that fails for a while': () => monitoring('DescribeAlarmHistory', 'server-error', { times: 9 }),
  'a denied history': () => monitoring('DescribeAlarmHistory', 'access-denied', { times: 1_000 }),
  'denied reads after the force': () =>
    monitoring('DescribeAlarms', 'access-denied', { nth: 4, times: 1_000 }),
};

const isStep = (id: string, kind: 'step-started' | 'step-ended') => (event: RunEvent) =>
  event.kind === kind && (event.kind === 'step-started' ? event.id : event.step.id) === id;

const moments: Readonly<Record<string, (event: RunEvent) => boolean>> = {
  never: () => false,
  'before the read': (event) => event.kind === 'phase',
  'between read and force': isStep(`force-${held}`, 'step-started'),
  'after the force': isStep(`force-${held}`, 'step-ended'),
  'while it is watched': isWatching,
  'while it is restored': isStep(`restore-${held}`, 'step-started'),
  'after the restoring': isStep(`restore-${held}`, 'step-ended'),
  'before the last look': isLastLook,
};

const set = (StateValue: 'ALARM' | 'OK', StateReason: string) =>
  world.cloudWatch
    .send(new SetAlarmStateCommand({ AlarmName: held, StateValue, StateReason }))
    .catch(() => null);

/** As CloudWatch would: it evaluates to OK, fires, and is over again where it is not to stay. */
async function fire(stays: boolean): Promise<void> {
  await set('OK', 'evaluated');
  await set('ALARM', 'Threshold Crossed: invented');
  if (!stays) await set('OK', 'over');
}

interface Truth {
  readonly state: string | undefined;
  readonly isForced: boolean;
  /** Whether it fired for real between the state that the test had read and now. */
  readonly hasFired: boolean;
}

/** As the intent of the force has it; never where there is none. */
function beforeUpdatedAtMs({ run }: AlarmRun): number {
  const intent = world
    .ledger()
    .find((line) => line.run === run && line.kind === 'intent' && line.step === `force-${held}`);
  const text = JSON.stringify(intent?.data ?? {});
  return Date.parse(/"beforeUpdatedAt":"([^"]+)"/.exec(text)?.[1] ?? '9999-01-01');
}

async function truthOf(run: AlarmRun): Promise<Truth> {
  const { MetricAlarms } = await world.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [held] }));
  const { AlarmHistoryItems = [] } = await world.cloudWatch.send(
    new DescribeAlarmHistoryCommand({ AlarmName: held, HistoryItemType: 'StateUpdate' }),
  );
  const [alarm] = MetricAlarms ?? [];
  const since = beforeUpdatedAtMs(run);
  const hasFired = AlarmHistoryItems.some(
    ({ HistoryData, Timestamp }) =>
      HistoryData?.includes('Threshold Crossed: invented') && (Timestamp?.getTime() ?? 0) > since,
  );
  const isForced = alarm?.StateValue === 'ALARM' && nonceOf(alarm.StateReason ?? '') === run.row.nonce;
  return { state: alarm?.StateValue, isForced: isForced && run.row.nonce !== null, hasFired };
}

/** What must hold of every answer, whatever happened. */
function expectTrue({ result, row, cells }: AlarmRun, truth: Truth, said: string): void {
  const last = result.next.at(-1) ?? '';
  const wasForced = row.nonce !== null;
  const isStopped = result.data.stoppedBy === 'operator';
  const restored = row.cells.restored.verdict.state;
  if (truth.isForced) {
    expect(result.exitCode, said).toBe(isStopped ? 130 : 7);
    expect(last, said).toMatch(/^naver-sms preflight /);
  }
  if (result.exitCode === 0) {
    expect(Object.values(cells), said).not.toContain('fail');
    expect(Object.values(cells), said).not.toContain('inconclusive');
    expect(truth.state, said).not.toBe('ALARM');
  }
  if (wasForced && truth.hasFired) {
    expect(restored, said).not.toBe('pass');
    expect(result.verdict.state, said).not.toBe('pass');
    expect(result.headline, said).not.toContain('Every forced state was restored');
  }
  if (result.headline.includes('NOT RESTORED')) expect(result.exitCode, said).toBe(isStopped ? 130 : 7);
  if (result.exitCode === 7) expect(last, said).toMatch(/^naver-sms (preflight|alarm-test) /);
}

describe('a fault of AWS while a real alarm fires', () => {
  // Each fault once, the moments in turn; thrice where every case of a slow suite is asked for.
  const names = Object.keys(moments);
  const turns = isExhaustive ? [0, 3, 6] : [0];
  const pairs = Object.keys(faults).flatMap((fault, index) =>
    turns.map((turn) => [fault, names[(index + 1 + turn) % names.length] ?? 'never'] as const),
  );
  it.each(pairs)(
    '%s, and it fires %s: the answer is true, and two commands later all is settled',
    async (fault, moment) => {
      const isStaying = fault.length % 2 === 0;
      const met = faults[fault]?.() ?? monitoring('none', 'slow');
      world.sandbox.addFault(met);
      const acts: Promise<void>[] = [];
      const onEvent = (event: RunEvent) => {
        if (acts.length === 0 && moments[moment]?.(event)) acts.push(fire(isStaying));
      };

      const run = await world.test([], {}, { onEvent });
      await Promise.all(acts);
      met.times = 0;

      const truth = await truthOf(run);
      expectTrue(
        run,
        truth,
        JSON.stringify({ truth, headline: run.result.headline, cells: run.cells, reasons: run.reasons }),
      );
      await world.nextCommand();
      expect((await truthOf(run)).isForced).toBe(false);
      expect(await world.nextCommand()).toEqual([]);
      expectVerified(world);
    },
  );

  // A stop at each moment in turn; the alarm fires a little later, where it restores or looks for the last time.
  const stops = ['after the force', 'while it is watched', 'while it is restored', 'before the last look'];
  const stopped = Object.keys(faults)
    .filter((_, index) => isExhaustive || index % 2 === 0)
    .map((fault, index) => [fault, stops[index % stops.length] ?? 'never'] as const);
  it.each(stopped)('%s, and Ctrl-C %s: it says what is so and ends with 130', async (fault, moment) => {
    const met = faults[fault]?.() ?? monitoring('none', 'slow');
    world.sandbox.addFault(met);
    const stop = new AbortController();
    const acts: Promise<void>[] = [];
    const onEvent = (event: RunEvent) => {
      if (moments[moment]?.(event)) stop.abort();
      if (stop.signal.aborted && acts.length === 0 && event.kind === 'step-started') acts.push(fire(false));
    };

    const run = await world.test([], {}, { onEvent, signal: stop.signal });
    await Promise.all(acts);
    met.times = 0;

    const truth = await truthOf(run);
    const { headline, exitCode, next } = run.result;
    const said = JSON.stringify({ truth, headline, exitCode, next, cells: run.cells, reasons: run.reasons });
    if (stop.signal.aborted) {
      expect(exitCode, said).toBe(130);
      expect(run.result.verdict.state, said).not.toBe('pass');
    }
    // What fires behind the last look is no longer this test's to see.
    expectTrue(run, { ...truth, hasFired: false }, said);
    await world.nextCommand();
    expect((await truthOf(run)).isForced).toBe(false);
    expect(await world.nextCommand()).toEqual([]);
    expectVerified(world);
  });
});
