import { DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alarmMatrixSchema } from '../../../src/domain/alarm-matrix.ts';
import { forcedReason, nonceOf } from '../../../src/domain/alarm-nonce.ts';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import { inconclusive } from '../../../src/domain/verdict.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { type AlarmWorld, expectVerified, held, startAlarmWorld, stateOf } from './alarm-world.ts';
import { isLastLook, whileForced } from './while-forced.ts';
import { whileHeld } from './while-held.ts';

let world: AlarmWorld;
beforeEach(async () => {
  world = await startAlarmWorld();
});
afterEach(() => world.stop());

const setAlarmState = { service: 'monitoring', operation: 'SetAlarmState' } as const;
const real = 'Threshold Crossed: invented';

const set = (StateValue: 'ALARM' | 'OK', StateReason: string) =>
  world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName: held, StateValue, StateReason }));

async function reasonOf(): Promise<string> {
  const { MetricAlarms } = await world.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [held] }));
  return MetricAlarms?.[0]?.StateReason ?? '';
}

/** CloudWatch makes the nth SetAlarmState and answers a server error. */
const failedAfterEffect = (nth: number): Fault => ({ ...setAlarmState, kind: 'server-error-after', nth });
const isRetrying = (event: RunEvent) => event.kind === 'note' && event.text.includes('Attempt 2 in');

const setCalls = () =>
  world.sandbox.inspect().calls.filter(({ operation }) => operation === 'SetAlarmState').length;

describe('an alarm that fires for real just before it is forced', () => {
  it('stays in ALARM, under a reason that no command takes for a test', async () => {
    const fired = whileHeld(world, { ...setAlarmState, kind: 'hold-before' }, () => set('ALARM', real));
    const run = await world.test();
    await fired;

    expect(await stateOf(world)).toBe('ALARM');
    expect(nonceOf(await reasonOf())).toBeNull();
    expect(await reasonOf()).toMatch(/^실제 경보입니다\. \/ A real ALARM/);
    expect(run.cells).toMatchObject({ changed: 'inconclusive', restored: 'fail' });
    expect(run.reasons.changed).toContain('went into ALARM by itself');
    expect(run.result.headline).toContain(`Really in ALARM now, and left there: ${held}`);
    expect(run.result.exitCode).toBe(6);
    expect(await world.nextCommand()).toEqual([]);
    expectVerified(world);
  });

  it('is left alone by the next command too, where the test was stopped before it could judge', async () => {
    const history = { service: 'monitoring', operation: 'DescribeAlarmHistory' } as const;
    const blind: { -readonly [Key in keyof Fault]: Fault[Key] } = {
      ...history,
      ...{ kind: 'access-denied', times: 1_000 },
    };
    world.sandbox.addFault(blind);
    const fired = whileHeld(world, { ...setAlarmState, kind: 'hold-before' }, async () => {
      await set('ALARM', real);
    });
    const run = await world.test();
    await fired;
    blind.times = 0;
    const afterTest = await stateOf(world);
    const warnings = await world.nextCommand();

    expect([afterTest, await stateOf(world)]).toEqual(['ALARM', 'ALARM']);
    expect(run.result.verdict.state).not.toBe('pass');
    if (run.result.exitCode === 7) expect(warnings.join()).toContain('for a reason that is not ours');
    expect(await world.nextCommand()).toEqual([]);
  });

  it('is marked by the next command where that was refused, and no command in between sets it to OK', async () => {
    // Also when the last look tries it again.
    const refused = { ...setAlarmState, kind: 'access-denied', nth: 2, times: 2 } as const;
    const run = await world.test([{ service: 'alarms', operation: 'firing', kind: 'at-once' }, refused]);
    const reasonAfter = await reasonOf();
    await world.nextCommand();

    expect(run.result.exitCode).toBe(7);
    expect(run.result.headline).toContain(`Really in ALARM now, and left there: ${held}`);
    expect(run.result.data).toMatchObject({ stillForced: [], stillUnderTestReason: [held] });
    // Setting it back by hand would hide a real alarm.
    expect(run.result.next).toEqual([
      `naver-sms preflight --env sandbox   # reads ${held} again and marks what is really in ALARM`,
    ]);
    expect(run.reasons.restored).toContain('Its reason still reads as a test: run naver-sms preflight');
    expect(nonceOf(reasonAfter)).toBe(run.row.nonce);
    expect([await stateOf(world), nonceOf(await reasonOf())]).toEqual(['ALARM', null]);
    expect(await world.nextCommand()).toEqual([]);
    expectVerified(world);
  });

  it('is marked by the next command where the answer of marking it was lost: exit code 7', async () => {
    const lost = { ...setAlarmState, kind: 'torn-body', nth: 2 } as const;
    const run = await world.test([{ service: 'alarms', operation: 'firing', kind: 'at-once' }, lost]);

    expect(run.result.exitCode).toBe(7);
    expect(run.cells.restored).toBe('fail');
    expect(run.result.headline).toContain(`Really in ALARM now, and left there: ${held}`);
    expect((await world.nextCommand()).join()).toContain(`mark the alarm ${held} as really in ALARM`);
    expect([await stateOf(world), nonceOf(await reasonOf())]).toEqual(['ALARM', null]);
    expect(await world.nextCommand()).toEqual([]);
    expectVerified(world);
  });

  it('and cannot be marked ends the test: nothing more is forced', async () => {
    const refused = { ...setAlarmState, kind: 'access-denied', nth: 5 } as const;
    // Restored backwards: the fourth comes first.
    const alarm = ['run-failures', 'stores-failed', 'messages-refused', held, 'lambda-errors'];
    const firing = { service: 'alarms', operation: 'firing', nth: 4, kind: 'at-once' } as const;
    const run = await world.test([firing, refused], { alarm });

    const rows = alarmMatrixSchema.parse(run.result.data.matrix).rows;
    expect(rows.at(-1)?.cells.changed.verdict).toEqual(
      inconclusive('not tested: an alarm before it could not be marked as really in ALARM'),
    );
    // The last look marks it.
    expect(run.result.exitCode).toBe(6);
    expect(run.result.data).toMatchObject({ stillForced: [], stillUnderTestReason: [] });
  });

  it('between two attempts at forcing it is seen, and not forced', async () => {
    world.sandbox.addFault({ ...setAlarmState, kind: 'throttle' });
    const before = setCalls();
    const run = await world.test([], {}, whileForced(() => set('ALARM', real), isRetrying).run);

    expect(await reasonOf()).toBe(real);
    expect(run.reasons.changed).toMatch(/^not touched: it is really in ALARM/);
    expect(run.result.exitCode).toBe(3);
    // The throttled one, and the real alarm's.
    expect(setCalls() - before).toBe(2);
    expect(await world.nextCommand()).toEqual([]);
  });
});

describe('an attempt that took effect and was answered by a server error', () => {
  it('of forcing is not repeated, and counts', async () => {
    const run = await world.test([failedAfterEffect(1)]);

    expect(run.cells).toMatchObject({ changed: 'pass', slack: 'pass', restored: 'pass' });
    expect(run.result.exitCode).toBe(0);
    expect(setCalls()).toBe(2);
    expect(await world.nextCommand()).toEqual([]);
  });

  it('of restoring is not repeated over an alarm that fires meanwhile', async () => {
    const fired = whileForced(() => set('ALARM', real), isRetrying);
    const run = await world.test([failedAfterEffect(2)], {}, fired.run);

    expect([await stateOf(world), await reasonOf()]).toEqual(['ALARM', real]);
    expect(run.cells.restored).toBe('fail');
    expect(run.result.headline).toContain(`Really in ALARM now, and left there: ${held}`);
    expect(run.result.verdict.state).toBe('fail');
    expectVerified(world);
  });

  it('of restoring is enough where nothing else happens', async () => {
    const run = await world.test([failedAfterEffect(2)]);

    expect(run.cells.restored).toBe('pass');
    expect(run.result.exitCode).toBe(0);
    expect(setCalls()).toBe(2);
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
  });
});

describe('an alarm that the last look finds forced again', () => {
  const again = async () => {
    const nonce = String(world.sandbox.inspect().slackMessages.at(-1)?.text).match(/alarm-test:\w+:\w+/)?.[0];
    await set('ALARM', forcedReason(nonce ?? 'none', 'forced'));
  };

  it('is no real alarm: it is restored once more', async () => {
    const run = await world.test([], {}, whileForced(again, isLastLook).run);

    expect(run.cells.restored).toBe('pass');
    expect(run.result.headline).not.toContain('Really in ALARM');
    expect(run.result.exitCode).toBe(0);
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
    expect(await world.nextCommand()).toEqual([]);
    expectVerified(world);
  });

  it('may still be forced where that is refused: exit code 7, and the next command restores it', async () => {
    const refusedLater = whileForced(async () => {
      await again();
      world.sandbox.addFault({ ...setAlarmState, kind: 'access-denied' });
    }, isLastLook);
    const run = await world.test([], {}, refusedLater.run);

    expect(run.cells.restored).toBe('fail');
    expect(run.result.exitCode).toBe(7);
    expect(run.result.headline).toContain(`NOT RESTORED: ${held}`);
    expect(await stateOf(world)).toBe('ALARM');
    await world.nextCommand();
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
    expect(await world.nextCommand()).toEqual([]);
  });
});
