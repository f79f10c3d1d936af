import { afterEach, describe, expect, it } from 'vitest';
import { cutoverCommand } from '../../../src/commands/cutover/cutover.ts';
import { rollbackCommand } from '../../../src/commands/rollback/rollback.ts';
import { fiveMinuteSpanId } from '../../../src/domain/rollback-sla.ts';
import { startTestWorld, type TestRun, type TestWorld } from '../../support/sandbox-toolbox.ts';
import { readRuleState } from './read-rule-state.ts';

let world: TestWorld;
afterEach(() => world.stop());

describe('a rollback that is ordered while a cutover runs', () => {
  it('wins while the first tick is awaited: the cutover stops, turns nothing on again, and cannot resume', async () => {
    world = await startTestWorld();
    await world.approveLive();
    const rollbacks: Promise<TestRun>[] = [];

    const { result } = await world.run(
      cutoverCommand,
      {},
      {
        onEvent: (event) => {
          if (event.kind === 'waiting' && rollbacks.length === 0) rollbacks.push(world.run(rollbackCommand));
        },
      },
    );
    const [rollback] = await Promise.all(rollbacks);
    const resumed = await world.run(cutoverCommand, { resume: true });

    expect(result.exitCode, result.headline).toBe(6);
    expect(result.data.outcome).toBe('overtaken');
    // The cutover holds the ledger, so the rollback spills, acts all the same, and says so by its code.
    expect(rollback?.result.exitCode).toBe(6);
    expect(await readRuleState(world)).toBe('DISABLED');
    // The tick may come before the levers are pulled; once the rollback says silent, nothing leaves any more.
    const silentAt = Date.parse(
      rollback?.result.spans.find(({ id }) => id === fiveMinuteSpanId)?.endedAt ?? '',
    );
    expect(silentAt).toBeGreaterThan(0);
    const late = world.sandbox
      .inspect()
      .sensMessages.filter(({ acceptedAtMs }) => Number(acceptedAtMs) > silentAt);
    expect(late).toEqual([]);
    expect(resumed.errorCode).toBe('NOTHING_TO_RESUME');
  });

  it('wins against an EnableRule that was under way: the rule is disabled again', async () => {
    world = await startTestWorld({
      faults: [{ service: 'events', operation: 'EnableRule', kind: 'hold-before' }],
    });
    await world.approveLive();
    const cutover = world.run(cutoverCommand);
    const held = await heldCall(world);

    await world.run(rollbackCommand);
    world.sandbox.releaseHeld(held);
    const { result } = await cutover;

    expect(result.exitCode, result.headline).toBe(6);
    expect(result.steps.map(({ id }) => id)).toContain('disable-again');
    expect(await readRuleState(world)).toBe('DISABLED');
  });
});

/** The id of the call that the sandbox holds, once it does. */
async function heldCall({ sandbox }: TestWorld): Promise<string> {
  for (;;) {
    const [held] = sandbox.inspect().heldCalls;
    if (held) return held.id;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
