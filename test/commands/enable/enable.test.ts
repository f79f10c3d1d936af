import { EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterEach, describe, expect, it } from 'vitest';
import { enableCommand } from '../../../src/commands/enable/enable.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';

let world: TestWorld;
afterEach(() => world.stop());

const enableCalls = () =>
  world.sandbox.inspect().calls.filter(({ operation }) => operation === 'EnableRule').length;

describe('enable', () => {
  it('is proven by the first run, not by the answer of AWS', async () => {
    world = await startTestWorld();
    await world.approveLive();

    const { result, events } = await world.run(enableCommand);

    expect(result.exitCode, result.headline).toBe(0);
    expect(result.headline).toMatch(/DISABLED -> ENABLED, targets unchanged\. Run [0-9a-f-]{36} started at/);
    expect(world.sandbox.inspect().ticks).toHaveLength(1);
    expect(events.find((event) => event.kind === 'waiting')).toMatchObject({
      what: expect.stringContaining('KST (rate(20 minutes)'),
    });
  });

  it('refuses beside another enabled sender, and calls nothing', async () => {
    world = await startTestWorld();
    const { legacy, region } = world.environment;
    await new EventBridgeClient({ region }).send(new EnableRuleCommand({ Name: legacy.rule }));
    const before = enableCalls();

    const { result } = await world.run(enableCommand);

    expect(result.exitCode).toBe(3);
    expect(result.headline).toContain('at most one sender');
    expect(enableCalls()).toBe(before);
  });

  it('ends with 6 where the first run fails: it acted, and the proof failed', async () => {
    world = await startTestWorld({ scenario: 'first-tick-fails' });
    await world.approveLive();

    const { result } = await world.run(enableCommand);

    expect(result.exitCode).toBe(6);
    expect(result.verdict.state).toBe('fail');
    expect(result.next[0]).toContain('naver-sms rollback');
  });

  it('ends with 7 and the live state where no answer came', async () => {
    world = await startTestWorld({ scenario: 'html-503' });

    const { result } = await world.run(enableCommand);

    expect(result.exitCode).toBe(7);
    expect(result.headline).toContain('is DISABLED now');
  });

  it('ends with 5 where AWS refuses', async () => {
    world = await startTestWorld({ scenario: 'access-denied' });

    const { result } = await world.run(enableCommand);

    expect(result.exitCode).toBe(5);
    expect(result.data.errorCode).toBe('AWS_ACCESS_DENIED');
  });

  it('makes no call in a dry run', async () => {
    world = await startTestWorld();

    const { result } = await world.run(enableCommand, {}, { dryRun: true });

    expect(result.exitCode).toBe(0);
    expect(enableCalls()).toBe(0);
  });
});
