import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { telemetrySetCommand } from '../../../src/commands/telemetry/set.ts';
import { telemetryStatusCommand } from '../../../src/commands/telemetry/status.ts';
import { type RollbackWorld, startRollbackWorld } from '../rollback/rollback-world.ts';

let world: RollbackWorld;
beforeEach(async () => {
  world = await startRollbackWorld();
});
afterEach(() => world.stop());

const set = (words: Record<string, unknown>) => world.run(telemetrySetCommand, words);
const statusLine = async () => (await world.run(telemetryStatusCommand)).result.headline;

describe('telemetry', () => {
  it('says that everything is told where nothing was set', async () => {
    expect(await statusLine()).toBe(
      'From the next run on: every scheduled run sends a summary to Telegram and Slack; everything is logged (never set).',
    );
  });

  it('changes what is named and keeps the rest, from what to what', async () => {
    await set({ notify: 'failures' });
    const { result } = await set({ logLevel: 'warn' });

    expect(result.exitCode).toBe(0);
    expect(result.headline).toMatch(
      /^Telemetry: notify failures, log level INFO -> notify failures, log level WARN\./,
    );
    expect(await world.readControl('telemetry')).toMatchObject({
      notify: 'failures',
      logLevel: 'WARN',
      setBy: 'captain',
      reason: 'a test',
    });
    expect(await statusLine()).toMatch(
      /^From the next run on: only runs that need a person .* \(set by captain at \S+Z \(\d\d:\d\d:\d\d KST\): a test\)\.$/,
    );
  });

  it('is obeyed by the next run of the deployed function', async () => {
    const event = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
    const invoke = () =>
      world.run(
        telemetryStatusCommand,
        {},
        {
          prepare: async ({ aws }) => void (await aws.functions.invoke(world.environment.function, event)),
        },
      );
    const told = () => world.sandbox.inspect().telegramMessages.length;

    await invoke();
    const before = told();
    await set({ notify: 'off' });
    await invoke();

    expect([before, told()]).toEqual([1, 1]);
    const runs = world.sandbox.inspect().invocations.map(({ outcome }) => outcome);
    expect(runs).toEqual(['response', 'response']);
  });

  it('leaves evidence of the change: an intent and its outcome', () => {
    expect(telemetrySetCommand.evidence).toBe('required');
    expect(telemetrySetCommand.confirm).toBeUndefined();
  });

  it('needs a reason, and something to set', async () => {
    await expect(set({})).rejects.toMatchObject({ exitCode: 2 });
    const withoutReason = world.run(telemetrySetCommand, { notify: 'off' }, { reason: null });
    await expect(withoutReason).rejects.toMatchObject({ exitCode: 2 });
    expect(() => telemetrySetCommand.bind({ notify: 'loud' })).toThrow(/notify/);
    expect(await world.readControl('telemetry')).toBeNull();
  });

  it('is unchanged, exit 5, where the write was denied, and in doubt, exit 7, where it got no usable answer', async () => {
    world.sandbox.addFault({ service: 'dynamodb', operation: 'PutItem', kind: 'access-denied' });
    expect((await set({ notify: 'off' })).result.exitCode).toBe(5);
    world.sandbox.addFault({ service: 'dynamodb', operation: 'PutItem', kind: 'html-503', times: 99 });
    expect((await set({ notify: 'off' })).result.exitCode).toBe(7);
  });

  it('changes nothing in a dry run', async () => {
    const { result } = await world.run(telemetrySetCommand, { notify: 'off' }, { dryRun: true });
    expect(result.exitCode).toBe(0);
    expect(await world.readControl('telemetry')).toBeNull();
  });
});
