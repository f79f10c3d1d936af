import { afterEach, describe, expect, it } from 'vitest';
import { cutoverCommand } from '../../../src/commands/cutover/cutover.ts';
import { rollbackCommand } from '../../../src/commands/rollback/rollback.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';
import { readRuleState } from './read-rule-state.ts';

let world: TestWorld;
afterEach(() => world.stop());

describe('cutover --resume', () => {
  it.each(['timeout-after-effect', 'timeout-before-effect'] as const)(
    'goes on after %s: re-reads the rule, proves the tick and ends proven',
    async (scenario) => {
      world = await startTestWorld({ scenario });
      await world.approveLive();
      const first = await world.run(cutoverCommand);

      const { result } = await world.run(cutoverCommand, { resume: true });

      expect(first.result.exitCode).toBe(7);
      expect(first.result.next.at(-1)).toMatch(/^naver-sms cutover --resume --env sandbox --confirm /);
      expect(result.exitCode, result.headline).toBe(0);
      expect(world.ledger().some(({ kind, step }) => kind === 'recovery' && step === 'enable')).toBe(true);
    },
  );

  it('waits for further ticks after no traffic, and judges the earlier runs with them', async () => {
    world = await startTestWorld({ scenario: 'quiet-first-tick' });
    await world.approveLive();
    const first = await world.run(cutoverCommand, { maxTicks: 1 });

    const { result } = await world.run(cutoverCommand, { resume: true });

    expect(first.result.exitCode).toBe(6);
    expect(result.exitCode, result.headline).toBe(0);
    expect(result.data.runs).toHaveLength(2);
  });

  it('refuses once a rollback moved the generation, and touches nothing', async () => {
    world = await startTestWorld({ scenario: 'no-traffic' });
    await world.approveLive();
    await world.run(cutoverCommand, { maxTicks: 1 });
    await world.run(rollbackCommand);

    const { result } = await world.run(cutoverCommand, { resume: true });

    expect(result.data.errorCode).toBe('OVERTAKEN');
    expect(result.exitCode).toBe(6);
    expect(await readRuleState(world)).toBe('DISABLED');
  });

  it('finds nothing to resume after a cutover that was rolled back by itself', async () => {
    world = await startTestWorld({ scenario: 'first-tick-fails' });
    await world.approveLive();
    const first = await world.run(cutoverCommand);

    const { result, errorCode } = await world.run(cutoverCommand, { resume: true });

    expect(first.result.exitCode).toBe(8);
    expect(errorCode).toBe('NOTHING_TO_RESUME');
    expect(result.exitCode).toBe(2);
  });

  it('refuses where live state is no longer what the plan was made for', async () => {
    world = await startTestWorld({ scenario: 'no-traffic' });
    await world.approveLive();
    await world.run(cutoverCommand, { maxTicks: 1 });
    await world.approveLive();

    const { result, errorCode } = await world.run(cutoverCommand, { resume: true });

    expect(errorCode, result.headline).toBe('PLAN_STALE');
    expect(result.headline).toContain('approval');
    expect(result.exitCode).toBe(3);
    expect(await readRuleState(world)).toBe('ENABLED');
  });
});
