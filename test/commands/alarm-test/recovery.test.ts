import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endRun, resultOfFailure } from '../../../src/commands/end-run.ts';
import { preflightCommand } from '../../../src/commands/preflight/preflight.ts';
import { createAlarmNonce, forcedReason } from '../../../src/domain/alarm-nonce.ts';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { type AlarmWorld, expectVerified, held, startAlarmWorld, stateOf } from './alarm-world.ts';
import { isWatching, whileForced } from './while-forced.ts';

let world: AlarmWorld;
beforeEach(async () => {
  world = await startAlarmWorld();
});
afterEach(() => world.stop());

const setAlarmState = { service: 'monitoring', operation: 'SetAlarmState' } as const;
const notRestored: Fault = { ...setAlarmState, kind: 'access-denied', nth: 2 };
const set = (StateValue: 'ALARM' | 'OK', StateReason: string) =>
  world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName: held, StateValue, StateReason }));
const warningsOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.kind === 'warning' ? [event.text] : [])).join('\n');

describe('a command that restores what an earlier alarm-test left forced', () => {
  it('says so in its headline, its steps and its data, and never that nothing was changed', async () => {
    await world.test([notRestored]);
    const { result, events } = await world.run(preflightCommand);

    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
    expect(result.headline).not.toContain('Nothing was changed');
    expect(result.headline).toContain('Nothing else was changed.');
    expect(result.headline).toMatch(
      new RegExp(
        `Before that, this command restored ${held}, which an earlier alarm-test had set to ALARM\\.$`,
      ),
    );
    expect(result.steps).toEqual([
      expect.objectContaining({ id: `restore-${held}`, state: 'done', requestId: expect.any(String) }),
    ]);
    expect(result.data.recovered).toEqual([
      { alarm: held, was: 'restored', state: 'INSUFFICIENT_DATA', step: `restore-${held}` },
    ]);
    expect(warningsOf(events)).toContain(
      `An earlier alarm-test had set ${held} to ALARM, and this command restored it. ${held} reads back as INSUFFICIENT_DATA.`,
    );
    expectVerified(world);
  });

  it('is an alarm-test too: its own steps come behind', async () => {
    await world.test([notRestored]);
    const { result } = await world.test();

    expect(result.steps.map(({ id }) => id)).toEqual([
      ...[`restore-${held}`, 'lock', `force-${held}`, `restore-${held}`, 'unlock'],
    ]);
    expect(result.headline).toContain(`Before that, this command restored ${held}, which an earlier`);
    expect(result.exitCode).toBe(0);
  });

  it('counts only what it did: a refusal changed nothing, and says that it is forced', async () => {
    await world.test([{ ...notRestored, times: 2 }]);
    const { result, events } = await world.run(preflightCommand);

    expect(await stateOf(world)).toBe('ALARM');
    expect(result.headline).toContain('Nothing was changed.');
    expect(result.data.recovered).toBeUndefined();
    expect(result.steps).toEqual([expect.objectContaining({ id: `restore-${held}`, state: 'failed' })]);
    expect(warningsOf(events)).toContain(
      `An earlier alarm-test had set ${held} to ALARM, and this command could not restore it.`,
    );
  });

  it('says nothing of it where the alarm had returned by itself', async () => {
    await world.test([notRestored]);
    await set('OK', 'evaluated');
    const { result } = await world.run(preflightCommand);

    expect(result.headline).toMatch(/Nothing was changed\.$/);
    expect(result.steps).toEqual([]);
  });

  it('says that it marked an alarm which is really in ALARM', async () => {
    const firing = { service: 'alarms', operation: 'firing', kind: 'at-once' } as const;
    await world.test([firing, { ...notRestored, times: 2 }]);
    const { result } = await world.run(preflightCommand);

    expect(await stateOf(world)).toBe('ALARM');
    expect(result.headline).toContain(`this command marked ${held} as really in ALARM`);
    expect(result.steps.map(({ id }) => id)).toEqual([`mark-real-${held}`]);
  });
});

describe('a command that is refused since another change in doubt cannot be read', () => {
  it('has restored the alarm all the same, and its error says so', async () => {
    const nonce = createAlarmNonce('run1', (count) => new Uint8Array(count));
    const { recorded } = await world.begin({ words: ['alarm-test'], evidence: 'required' });
    const { evidence } = recorded.toolbox;
    const { rule } = world.environment;
    const forcing = { kind: 'alarm-state', alarm: held, state: 'ALARM', nonce, before: 'OK' };
    evidence.append('intent', 'enable', { title: 'invented', change: { kind: 'rule-enabled', rule } });
    evidence.append('intent', `force-${held}`, { title: 'invented', change: forcing });
    await set('ALARM', forcedReason(nonce, 'forced'));
    await endRun(recorded, resultOfFailure(recorded, new Error('invented')));
    world.sandbox.addFault({
      service: 'events',
      operation: 'DescribeRule',
      kind: 'access-denied',
      times: 10,
    });

    await expect(world.run(preflightCommand)).rejects.toMatchObject({
      code: 'AWS_ACCESS_DENIED',
      text: { now: expect.stringContaining(`Before that, this command restored ${held}, which an earlier`) },
    });

    expect(await stateOf(world)).toBe('OK');
    expectVerified(world);
  });
});

describe('a real alarm that fired and cleared around a test that could not end', () => {
  it('is reported by the command that recovers it', async () => {
    const happened = whileForced(async () => {
      await set('OK', 'evaluated');
      await set('ALARM', 'Threshold Crossed: invented');
      await set('OK', 'it is over');
    }, isWatching);
    // Nothing can be read any more, so that its own end knows nothing of it and leaves the intent open.
    const blind = ['DescribeAlarms', 'DescribeAlarmHistory'].map((operation) => ({
      ...{ service: 'monitoring', operation, kind: 'access-denied' as const, times: 0 },
    }));
    for (const fault of blind) world.sandbox.addFault(fault);
    const blinded = (event: RunEvent) => {
      happened.run.onEvent(event);
      if (isWatching(event)) for (const fault of blind) fault.times = 1_000;
    };
    const run = await world.test([], {}, { onEvent: blinded });
    await happened.done();
    for (const fault of blind) fault.times = 0;
    const warnings = (await world.nextCommand()).join();

    expect(run.result.exitCode).toBe(7);
    expect(warnings).toMatch(
      /It fired at 2026-\S+Z for a reason that is not ours: Threshold Crossed: invented/,
    );
    expect(await world.nextCommand()).toEqual([]);
  });
});
