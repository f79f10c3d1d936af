import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import {
  type AlarmRun,
  type AlarmWorld,
  expectVerified,
  held,
  startAlarmWorld,
  stateOf,
} from './alarm-world.ts';
import { isLastLook, isWatching, whileForced } from './while-forced.ts';
import { whileHeld } from './while-held.ts';

let world: AlarmWorld;
beforeEach(async () => {
  world = await startAlarmWorld();
});
afterEach(() => world.stop());

const real = 'Threshold Crossed: invented';
const set = (StateValue: 'ALARM' | 'OK', StateReason: string) =>
  world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName: held, StateValue, StateReason }));
const fire = () => set('ALARM', real);
const clear = () => set('OK', 'invented: it is over');
const fireAndClear = async () => {
  await fire();
  await clear();
};

/** An alarm that is forced must leave ALARM before it can fire. */
const evaluateFireAndClear = async () => {
  await set('OK', 'evaluated');
  await fireAndClear();
};

/** It is clear again when the test ends, so that only the history still knows of it. */
async function expectReported(run: AlarmRun): Promise<void> {
  expect(await stateOf(world)).not.toBe('ALARM');
  expect(run.cells.restored).toBe('fail');
  expect(run.reasons.restored).toMatch(/it fired at 2026-\S+Z for a reason that is not ours/);
  expect(run.reasons.restored).toContain(real);
  expect(run.result.verdict.state).toBe('fail');
  expect(run.result.exitCode).toBe(6);
  expect(run.result.headline).toContain(`Fired for real meanwhile: ${held}`);
  expect(run.result.headline).not.toContain('Every forced state');
  expect(run.result.data.fired).toEqual([expect.objectContaining({ alarm: held, reason: real })]);
  expect(run.result.next).toEqual([
    `aws cloudwatch describe-alarm-history --region ${world.environment.region} --alarm-name ${held} --history-item-type StateUpdate --max-items 5`,
    expect.stringMatching(/^naver-sms alarm-test --env sandbox/),
  ]);
  expect(await world.nextCommand()).toEqual([]);
  expectVerified(world);
}

describe('a real alarm that is over before the test ends is reported all the same', () => {
  it('where it fires and clears between the read and the force', async () => {
    const done = whileHeld(
      world,
      { service: 'monitoring', operation: 'SetAlarmState', nth: 1, kind: 'hold-before' },
      fireAndClear,
    );
    const run = await world.test();
    await done;

    await expectReported(run);
  });

  it('where it fires before the force, which replaces its reason, and clears before the first look', async () => {
    const fired = whileHeld(
      world,
      { service: 'monitoring', operation: 'SetAlarmState', nth: 1, kind: 'hold-before' },
      fire,
    );
    const cleared = whileForced(clear, isWatching);
    const run = await world.test([], {}, cleared.run);
    await Promise.all([fired, cleared.done()]);

    await expectReported(run);
    expect(run.cells.changed).toBe('inconclusive');
  });

  it('where it fires before the force and clears between two looks', async () => {
    const fired = whileHeld(
      world,
      { service: 'monitoring', operation: 'SetAlarmState', nth: 1, kind: 'hold-before' },
      fire,
    );
    const started = fired.then(() =>
      whileHeld(
        world,
        { service: 'monitoring', operation: 'DescribeAlarmHistory', nth: 2, kind: 'hold-before' },
        clear,
      ),
    );
    const run = await world.test();
    await started;

    await expectReported(run);
  });

  it('where it fires and clears while it is watched', async () => {
    const happened = whileForced(evaluateFireAndClear);
    const run = await world.test([], {}, happened.run);
    await happened.done();

    await expectReported(run);
    expect(run.cells.changed).toBe('pass');
  });

  it('where it fires and clears between the end of the wait and the restoring', async () => {
    const done = whileHeld(
      world,
      { service: 'monitoring', operation: 'SetAlarmState', nth: 2, kind: 'hold-before' },
      evaluateFireAndClear,
    );
    const run = await world.test();
    await done;

    await expectReported(run);
  });

  it('where it fires and clears after the restoring', async () => {
    const happened = whileForced(fireAndClear, isLastLook);
    const run = await world.test([], {}, happened.run);
    await happened.done();

    await expectReported(run);
    expect(run.cells).toMatchObject({ changed: 'pass', action: 'pass', slack: 'pass', telegram: 'pass' });
  });
});

describe('a real alarm that is seen while it is watched', () => {
  it('ends the wait for it at once: hops that did not come by then are not failed', async () => {
    const lost: Fault = { service: 'sns', operation: 'deliver', kind: 'drop', times: 100 };
    const happened = whileForced(evaluateFireAndClear);
    const before = world.sandbox.clock.now().getTime();
    const run = await world.test([lost], {}, happened.run);
    await happened.done();

    expect(run.cells.slack).not.toBe('fail');
    expect(run.reasons.slack).toMatch(/until it fired for a reason of its own$/);
    // The last look alone waits 65 s; the hops would have had 60 s more.
    expect(world.sandbox.clock.now().getTime() - before).toBeLessThan(110_000);
  });

  it('before the state from before is none of this test: it is not reported', async () => {
    await fireAndClear();
    const run = await world.test();

    expect(run.cells.restored).toBe('pass');
    expect(run.result.exitCode).toBe(0);
    expect(run.result.data.fired).toEqual([]);
  });
});
