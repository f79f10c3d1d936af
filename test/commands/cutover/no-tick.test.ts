import { DisableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { cutoverCommand } from '../../../src/commands/cutover/cutover.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';

let world: TestWorld;
afterEach(() => world.stop());

/** Runs a cutover and lets somebody else change AWS while the first tick is awaited. */
async function cutoverWhile(change: () => Promise<unknown>) {
  const changes: Promise<unknown>[] = [];
  const onEvent = (event: { readonly kind: string }) => {
    if (event.kind === 'waiting' && changes.length === 0) changes.push(change());
  };
  const run = await world.run(cutoverCommand, { maxTicks: 1 }, { onEvent });
  await Promise.all(changes);
  return run.result;
}

describe('a first tick that never comes', () => {
  it('is a failure once every window has passed, and is rolled back', async () => {
    world = await startTestWorld();
    await world.approveLive();
    const { rule, region } = world.environment;

    const result = await cutoverWhile(() =>
      new EventBridgeClient({ region }).send(new DisableRuleCommand({ Name: rule })),
    );

    expect(result.exitCode, result.headline).toBe(8);
    expect(result.headline).toContain('no run started by');
  });

  it('is a failure where Lambda refuses the run, which only its metric tells', async () => {
    world = await startTestWorld();
    await world.approveLive();
    const { function: name, region } = world.environment;
    const brake = { FunctionName: name, ReservedConcurrentExecutions: 0 };

    const result = await cutoverWhile(() =>
      new LambdaClient({ region }).send(new PutFunctionConcurrencyCommand(brake)),
    );

    expect(result.exitCode, result.headline).toBe(8);
    expect(result.headline).toContain('Lambda refused the run');
  });
});
