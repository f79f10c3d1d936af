import { DeleteAlarmsCommand, PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { waitUntil } from '../../../src/runtime/wait-until.ts';
import { type AlarmWorld, expectVerified, held, startAlarmWorld, stateOf } from './alarm-world.ts';
import { isLastLook, isWatching, whileForced } from './while-forced.ts';

let world: AlarmWorld;
beforeEach(async () => {
  world = await startAlarmWorld();
});
beforeEach(() => world.putAlarm());
afterEach(() => world.stop());

const setAlarmState = { service: 'monitoring', operation: 'SetAlarmState' } as const;
const fire = (reason: string, state: 'ALARM' | 'OK' = 'ALARM') =>
  world.cloudWatch.send(
    new SetAlarmStateCommand({ AlarmName: held, StateValue: state, StateReason: reason }),
  );

describe('a state that is not restored', () => {
  it('is the loudest thing said, and the next command restores it', async () => {
    const run = await world.test([{ ...setAlarmState, kind: 'acknowledge-only', nth: 2 }]);
    const before = await stateOf(world);
    const warnings = await world.nextCommand();

    expect(run.result.exitCode).toBe(7);
    expect(run.cells.restored).toBe('fail');
    expect(run.result.headline).toBe(`NOT RESTORED: ${held} may still stand in ALARM by this test.`);
    expect(run.result.next.at(-1)).toMatch(
      /^naver-sms preflight --env sandbox {3}# reads naver-sms-held again/,
    );
    expect(before).toBe('ALARM');
    expect(warnings[0]).toContain(`${held} reads back as INSUFFICIENT_DATA`);
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
    expectVerified(world);
  });

  it('for a refusal is as loud, and a command after the next does nothing any more', async () => {
    const run = await world.test([{ ...setAlarmState, kind: 'access-denied', nth: 2 }]);
    await world.nextCommand();

    expect(run.result.exitCode).toBe(7);
    expect(await world.nextCommand()).toEqual([]);
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
  });

  it('stays open in the ledger where the next command cannot restore it either', async () => {
    await world.test([{ ...setAlarmState, kind: 'access-denied', nth: 2, times: 2 }]);
    const [warning] = await world.nextCommand();
    const stuck = await stateOf(world);
    await world.nextCommand();

    expect(warning).toContain('still stands in ALARM by our test');
    expect([stuck, await stateOf(world)]).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
    expect(await world.nextCommand()).toEqual([]);
    expectVerified(world);
  });
});

describe('a lost answer of SetAlarmState', () => {
  it.each([
    ['forcing', 1],
    ['restoring', 2],
  ])(
    'while %s: in doubt, exit code 7, restored all the same, explained by the next command',
    async (_, nth) => {
      const run = await world.test([{ ...setAlarmState, kind: 'torn-body', nth }]);
      const warnings = await world.nextCommand();

      expect(run.result.exitCode).toBe(7);
      expect(run.result.verdict).toMatchObject({
        state: 'inconclusive',
        reason: expect.stringContaining('in doubt'),
      });
      expect(run.cells.restored).toBe('pass');
      expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
      expect(warnings.join()).toContain('In doubt was:');
      expect(await world.nextCommand()).toEqual([]);
      expectVerified(world);
    },
  );
});

describe('Ctrl-C while an alarm is forced', () => {
  it('restores it first, and says so with exit code 130', async () => {
    const interruption = new AbortController();
    const onEvent = (event: RunEvent) => {
      if (isWatching(event)) interruption.abort();
    };
    const run = await world.test([], {}, { signal: interruption.signal, onEvent });

    expect(run.result.exitCode).toBe(130);
    expect(run.result.headline).toMatch(/^Interrupted\. .*Every forced state was restored and read back\.$/);
    expect(run.result.verdict.state).not.toBe('pass');
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
    expect(await world.nextCommand()).toEqual([]);
  });

  it('says which alarm may still be forced where that does not work', async () => {
    const interruption = new AbortController();
    const onEvent = (event: RunEvent) => {
      if (isWatching(event)) interruption.abort();
    };
    const fault = { ...setAlarmState, kind: 'access-denied', nth: 2 } as const;
    const run = await world.test([fault], {}, { signal: interruption.signal, onEvent });

    expect(run.result.exitCode).toBe(130);
    expect(run.result.headline).toContain(`NOT RESTORED: ${held} may still stand`);
    await world.nextCommand();
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
  });
});

/** On a declared series that has no data yet: lint looks at it again after the test. */
const fresh = {
  AlarmName: 'naver-sms-fresh',
  MetricName: 'Runs',
  Dimensions: [{ Name: 'service', Value: 'naver-sms' }],
};

describe('Ctrl-C before a hop was waited for', () => {
  it('leaves it open: a message that is still under way is no failure', async () => {
    const interruption = new AbortController();
    const onEvent = (event: RunEvent) => {
      if (isWatching(event)) interruption.abort();
    };
    const run = await world.test([], {}, { signal: interruption.signal, onEvent });

    const states = Object.values(run.cells);
    expect(states).not.toContain('fail');
    expect(run.result.verdict).toMatchObject({
      state: 'inconclusive',
      reason: 'the operator interrupted it',
    });
    expect(Object.values(run.reasons).join()).not.toContain('within 0 s');
  });

  it('in the last reads keeps the matrix and what the hops had shown', async () => {
    await world.putAlarm(fresh);
    const interruption = new AbortController();
    const seen = whileForced(async () => {
      world.sandbox.addFault({ service: 'monitoring', operation: 'GetMetricData', kind: 'hold-before' });
      const held = await waitUntil({
        clock: systemClock,
        ...{ deadlineMs: 20_000, intervalMs: 5, maxIntervalMs: 20 },
        probe: async () => world.sandbox.inspect().heldCalls[0] ?? null,
      });
      interruption.abort();
      if (held.state === 'met') world.sandbox.releaseHeld(held.value.id);
    }, isLastLook);
    const run = await world.test([], { alarm: ['fresh'] }, { signal: interruption.signal, ...seen.run });
    await seen.done();

    expect(run.result.exitCode).toBe(130);
    expect(run.row.alarm).toBe('naver-sms-fresh');
    expect(run.cells).toMatchObject({ changed: 'pass', slack: 'pass', telegram: 'pass', restored: 'pass' });
    expect(await stateOf(world, 'naver-sms-fresh')).not.toBe('ALARM');
    expect(await world.nextCommand()).toEqual([]);
  });
});

describe('the lint after the test', () => {
  it('judges the settings of then, not those from before', async () => {
    await world.putAlarm(fresh);
    const changed = whileForced(() => world.putAlarm({ ...fresh, Threshold: 0 }), isLastLook);
    const run = await world.test([], { alarm: ['fresh'] }, changed.run);

    expect(run.reasons.lint).toContain('vacuous: GreaterThanOrEqualToThreshold 0');
  });
});

describe('an alarm that moves on during its test', () => {
  afterEach(() => fire('the test is over', 'OK').catch(() => undefined));

  it('to a real ALARM is never overwritten, and is reported', async () => {
    const real = whileForced(() => fire('Threshold Crossed: invented'));
    const run = await world.test([], {}, real.run);
    await real.done();

    expect(run.cells.restored).toBe('fail');
    expect(run.reasons.restored).toContain('Threshold Crossed: invented');
    expect(run.result.exitCode).toBe(6);
    expect(run.result.headline).toContain(`Really in ALARM now, and left there: ${held}`);
    expect(await stateOf(world)).toBe('ALARM');
    expect(await world.nextCommand()).toEqual([]);
  });

  it('by being deleted is reported', async () => {
    const gone = whileForced(() => world.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [held] })));
    const run = await world.test([], {}, gone.run);
    await gone.done();

    expect(run.reasons.restored).toBe('it was deleted during the test');
    expect(run.result.exitCode).toBe(6);
    expect(await world.nextCommand()).toEqual([]);
  });

  it('fires after the test for a reason from the time of the test: the last look shows it', async () => {
    const failing = whileForced(async () => {
      const { clock } = world.sandbox;
      const datum = { MetricName: 'StoresFailed', Value: 1, Timestamp: clock.now() };
      const Dimensions = [{ Name: 'service', Value: 'naver-sms' }];
      await world.cloudWatch.send(
        new PutMetricDataCommand({ Namespace: 'naver-sms', MetricData: [{ ...datum, Dimensions }] }),
      );
    });
    const run = await world.test([], { alarm: ['stores-failed'] }, failing.run);
    await failing.done();

    expect(run.cells).toMatchObject({ changed: 'pass', slack: 'pass', restored: 'fail' });
    expect(run.result.headline).toContain('Really in ALARM now, and left there: naver-sms-stores-failed');
    expect(run.row.after).toBe('ALARM');
  });
});
