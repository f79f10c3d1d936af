import { afterEach, describe, expect, it } from 'vitest';
import { cutoverCommand } from '../../../src/commands/cutover/cutover.ts';
import type { FaultScenarioName } from '../../../src/sandbox/fault-scenarios.ts';
import { isExhaustive } from '../../support/exhaustive.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';
import { readRuleState } from './read-rule-state.ts';

let world: TestWorld;
afterEach(() => world.stop());

/** What each way of going wrong must end in: exit code, the rule as it then is, and how many ticks it took. */
const endings: readonly {
  readonly scenario: FaultScenarioName;
  readonly exitCode: number;
  readonly rule: 'ENABLED' | 'DISABLED';
  readonly ticks: number;
}[] = [
  { scenario: 'throttle', exitCode: 0, rule: 'ENABLED', ticks: 1 },
  { scenario: 'server-error-then-ok', exitCode: 0, rule: 'ENABLED', ticks: 1 },
  { scenario: 'timeout-before-effect', exitCode: 7, rule: 'DISABLED', ticks: 0 },
  { scenario: 'timeout-after-effect', exitCode: 7, rule: 'ENABLED', ticks: 0 },
  { scenario: 'access-denied', exitCode: 5, rule: 'DISABLED', ticks: 0 },
  { scenario: 'html-503', exitCode: 7, rule: 'DISABLED', ticks: 0 },
  { scenario: 'sens-accept-then-drop', exitCode: 0, rule: 'ENABLED', ticks: 2 },
  { scenario: 'session-expired', exitCode: 3, rule: 'DISABLED', ticks: 0 },
  { scenario: 'login-form-changed', exitCode: 3, rule: 'DISABLED', ticks: 0 },
  { scenario: 'first-tick-late', exitCode: 0, rule: 'ENABLED', ticks: 1 },
  { scenario: 'first-tick-fails', exitCode: 8, rule: 'DISABLED', ticks: 1 },
  { scenario: 'rows-change-shape', exitCode: 8, rule: 'DISABLED', ticks: 1 },
  { scenario: 'one-store-forbidden', exitCode: 3, rule: 'DISABLED', ticks: 0 },
  { scenario: 'wrong-service-id', exitCode: 3, rule: 'DISABLED', ticks: 0 },
  { scenario: 'no-traffic', exitCode: 6, rule: 'ENABLED', ticks: 3 },
  { scenario: 'quiet-first-tick', exitCode: 0, rule: 'ENABLED', ticks: 2 },
];

/** Played by a whole rehearsal too (test/cli/rehearse.test.ts), so that `npm test` leaves them to that. */
const rehearsed = [
  'session-expired',
  'access-denied',
  'no-traffic',
  'timeout-after-effect',
  'first-tick-fails',
];
const played = endings.filter(({ scenario }) => isExhaustive || !rehearsed.includes(scenario));

describe('a cutover tells the truth about each fault', () => {
  it.each(played)('$scenario ends with $exitCode and the rule $rule', async (ending) => {
    world = await startTestWorld({ scenario: ending.scenario });
    await world.approveLive();

    const { result } = await world.run(cutoverCommand);

    const { ticks, problems, sensMessages } = world.sandbox.inspect();
    expect(result.headline).not.toBe('');
    expect({ exitCode: result.exitCode, rule: await readRuleState(world), ticks: ticks.length }).toEqual({
      exitCode: ending.exitCode,
      rule: ending.rule,
      ticks: ending.ticks,
    });
    expect(problems).toEqual([]);
    // Also where SENS took a message and did not answer. Customers can share number and text, so receipts are counted.
    if (ending.exitCode === 0) expect(result.data.accepted).toBe(sensMessages.length);
  });

  it('sends each message once and names ten criteria on a fair day', async () => {
    world = await startTestWorld();
    await world.approveLive();

    const { result } = await world.run(cutoverCommand);

    const { sensMessages, telegramMessages, slackMessages } = world.sandbox.inspect();
    expect(result.exitCode, result.headline).toBe(0);
    expect(result.checks).toHaveLength(10);
    expect(result.checks.map(({ verdict }) => verdict.state)).toEqual(Array(10).fill('pass'));
    expect(result.data.accepted).toBe(sensMessages.length);
    expect(sensMessages.length).toBeGreaterThan(0);
    // Start, run summary and success reach both channels, and say that none of it is real.
    const told = [...telegramMessages, ...slackMessages].map((message) => JSON.stringify(message));
    expect(told.filter((text) => text.includes('[SIMULATED]') && text.includes('Cutover'))).toHaveLength(4);
  });
});
