import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlarmWorld, allPass, expectVerified, held, startAlarmWorld, stateOf } from './alarm-world.ts';
import { whileForced } from './while-forced.ts';

let world: AlarmWorld;
beforeEach(async () => {
  world = await startAlarmWorld();
});
afterEach(() => world.stop());

/** Reads of alarms lag until `times` is set to 0. */
const lagging = (times: number) => ({
  service: 'monitoring',
  operation: 'DescribeAlarms',
  kind: 'stale-read' as const,
  times,
});
const denied = { service: 'monitoring', operation: 'SetAlarmState', kind: 'access-denied', nth: 2 } as const;

describe('a read that lags behind the forced state', () => {
  it('is not taken for an alarm that moved on: it is read again and restored', async () => {
    const run = await world.test([], {}, whileForced(async () => world.sandbox.addFault(lagging(3))).run);

    expect(run.cells).toEqual(allPass);
    expect(run.reasons.restored).toBeNull();
    expect(run.row.cells.restored.proof).toMatch(/^SetAlarmState request /);
    expect(run.result.exitCode).toBe(0);
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
    expect(await world.nextCommand()).toEqual([]);
  });

  it('for longer than it is waited for leaves the intent open: exit code 7, and the next command restores', async () => {
    const fault = lagging(1_000);
    const run = await world.test([], {}, whileForced(async () => world.sandbox.addFault(fault)).run);
    fault.times = 0;

    expect(run.result.exitCode).toBe(7);
    expect(run.cells.restored).toBe('inconclusive');
    expect(run.result.headline).toContain(`NOT RESTORED: ${held} may still stand in ALARM`);
    expect(await stateOf(world)).toBe('ALARM');
    expect((await world.nextCommand()).join()).toContain(`${held} reads back as INSUFFICIENT_DATA`);
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
    expect(await world.nextCommand()).toEqual([]);
    expectVerified(world);
  });

  it('does not mislead the next command either', async () => {
    await world.test([denied]);
    world.sandbox.addFault(lagging(3));

    expect((await world.nextCommand()).join()).toContain(`${held} reads back as INSUFFICIENT_DATA`);
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
  });

  it('for longer than the next command waits keeps the intent open for the one after it', async () => {
    await world.test([denied]);
    const fault = lagging(1_000);
    world.sandbox.addFault(fault);
    const [warning] = await world.nextCommand();
    fault.times = 0;

    expect(warning).toContain(`${held} may still stand in ALARM`);
    expect(await stateOf(world)).toBe('ALARM');
    await world.nextCommand();
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
    expect(await world.nextCommand()).toEqual([]);
  });
});

describe('a forced state that AWS acknowledged and never made', () => {
  it('may still come: exit code 7, and the next command finds that it did not', async () => {
    const run = await world.test([
      { service: 'monitoring', operation: 'SetAlarmState', kind: 'acknowledge-only' },
    ]);

    expect(run.result.exitCode).toBe(7);
    expect(run.cells).toMatchObject({ changed: 'inconclusive', restored: 'inconclusive' });
    expect((await world.nextCommand()).join()).toContain(`${held} was never forced`);
    expect(await world.nextCommand()).toEqual([]);
  });
});
