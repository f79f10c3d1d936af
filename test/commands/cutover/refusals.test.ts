import { afterEach, describe, expect, it } from 'vitest';
import { cutoverCommand } from '../../../src/commands/cutover/cutover.ts';
import { endRun, resultOfFailure } from '../../../src/commands/end-run.ts';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';
import { readRuleState } from './read-rule-state.ts';

let world: TestWorld;
afterEach(() => world.stop());

const foreignLock = (expiresAt: string) => ({
  owner: 'another captain',
  operation: 'cutover',
  run: 'another-run',
  since: '2026-01-05T00:00:00.000Z',
  expiresAt,
});

async function putLock(expiresAt: string): Promise<void> {
  const { recorded } = await world.begin(cutoverCommand);
  await recorded.toolbox.aws.control.replace('lock', null, foreignLock(expiresAt));
  await endRun(recorded, resultOfFailure(recorded, new Error('no command: the test set a lock')));
}

/** Takes the lock, plans, and is interrupted there: a whole cutover would prove no more about the lock. */
function stoppedAtThePlan(options: object) {
  const interruption = new AbortController();
  const onEvent = (event: RunEvent) => {
    if (event.kind === 'phase' && event.title.startsWith('Plan')) interruption.abort();
  };
  return world.run(cutoverCommand, options, {
    signal: interruption.signal,
    reason: 'their machine died',
    onEvent,
  });
}

async function lockOwner(): Promise<string | null> {
  const { recorded } = await world.begin(cutoverCommand);
  const lock = await recorded.toolbox.aws.control.read('lock');
  await endRun(recorded, resultOfFailure(recorded, new Error('no command: the test looked at the lock')));
  return lock?.owner ?? null;
}

function enableCalls(): number {
  return world.sandbox.inspect().calls.filter(({ operation }) => operation === 'EnableRule').length;
}

describe('a cutover that must not begin', () => {
  it('ends with 3 where preflight stands against it, and gives the lock back', async () => {
    world = await startTestWorld();

    const { result, errorCode } = await world.run(cutoverCommand);

    expect(errorCode).toBe('PREFLIGHT_FAILED');
    expect(result.exitCode).toBe(3);
    expect(result.headline).toContain('approved for live delivery');
    expect(await lockOwner()).toBeNull();
    expect(enableCalls()).toBe(0);
  });

  it('ends with 3 where another operator holds the lock', async () => {
    world = await startTestWorld();
    await world.approveLive();
    await putLock('2099-01-01T00:00:00.000Z');

    const { result, errorCode } = await world.run(cutoverCommand);

    expect(errorCode).toBe('LOCK_HELD');
    expect(result.headline).toContain('another captain');
    expect(enableCalls()).toBe(0);
  });

  it('takes a held lock only by --steal-lock, and says whose it was', async () => {
    world = await startTestWorld();
    await world.approveLive();
    await putLock('2099-01-01T00:00:00.000Z');

    const { events } = await stoppedAtThePlan({ stealLock: true });

    const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));
    expect(warnings.join()).toContain(
      'The lock of another captain (cutover, since 2026-01-05T00:00:00.000Z) is taken over',
    );
  });

  it('takes a lapsed lock without asking', async () => {
    world = await startTestWorld();
    await world.approveLive();
    await putLock('2026-01-05T01:00:00.000Z');

    const { result } = await stoppedAtThePlan({});

    expect(result.steps.find(({ id }) => id === 'lock')).toMatchObject({
      state: 'done',
      detail: expect.stringContaining('taken over from another captain'),
    });
  });

  it('ends with 3 where live state is not what preflight showed the operator', async () => {
    world = await startTestWorld();
    await world.approveLive();

    const { result, errorCode } = await world.run(cutoverCommand, { liveState: 'deadbeef' });

    expect(errorCode).toBe('PLAN_STALE');
    expect(result.exitCode).toBe(3);
    expect(enableCalls()).toBe(0);
  });

  it('makes no write at all in a dry run, and names each that it did not make', async () => {
    world = await startTestWorld();
    await world.approveLive();
    const before = world.sandbox.inspect().calls.length;

    const { result } = await world.run(cutoverCommand, {}, { dryRun: true });

    const made = world.sandbox.inspect().calls.slice(before);
    const writes = made.filter(({ operation }) =>
      /^(Enable|Disable|Put|Update|Delete|Invoke|Transact)/.test(operation),
    );
    expect(result.exitCode, result.headline).toBe(0);
    expect(result.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'lock skipped',
      'announce-start skipped',
      'enable skipped',
    ]);
    expect(writes.map(({ operation }) => operation)).toEqual([]);
    expect(await readRuleState(world)).toBe('DISABLED');
  });
});
