import { afterEach, describe, expect, it } from 'vitest';
import { cutoverCommand } from '../../../src/commands/cutover/cutover.ts';
import { endRun, resultOfFailure } from '../../../src/commands/end-run.ts';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import { startTestWorld, type TestWorld } from '../../support/sandbox-toolbox.ts';

let world: TestWorld;
afterEach(() => world.stop());

/** Runs a cutover and presses Ctrl-C at the first event that fits, or ends it for the reason that is given. */
async function interruptedAt(fits: (event: RunEvent) => boolean, reason?: unknown) {
  const interruption = new AbortController();
  return await world.run(
    cutoverCommand,
    {},
    {
      signal: interruption.signal,
      onEvent: (event) => {
        if (fits(event)) interruption.abort(reason);
      },
    },
  );
}

describe('Ctrl-C during a cutover', () => {
  it('after the rule went on: says that it is ENABLED, restores nothing, and can be resumed', async () => {
    world = await startTestWorld();
    await world.approveLive();

    const { result } = await interruptedAt((event) => event.kind === 'waiting');
    const resumed = await world.run(cutoverCommand, { resume: true });

    expect(result.exitCode).toBe(130);
    expect(result.headline).toContain('is ENABLED now');
    expect(result.headline).toContain('Nothing was restored');
    expect(result.next.map((command) => command.split(' --env ')[0])).toEqual([
      'naver-sms rollback',
      'naver-sms cutover --resume',
    ]);
    expect(resumed.result.exitCode, resumed.result.headline).toBe(0);
  });

  it('is not what --timeout is said to be: both end it with 130, and the reason tells them apart', async () => {
    world = await startTestWorld();
    await world.approveLive();
    const isPreflight = (event: RunEvent) => event.kind === 'phase' && event.title === 'Preflight';

    const timedOut = await interruptedAt(isPreflight, new DOMException('late', 'TimeoutError'));
    const interrupted = await interruptedAt(isPreflight);

    expect([timedOut.result.exitCode, interrupted.result.exitCode]).toEqual([130, 130]);
    expect(timedOut.result.headline).toMatch(/^Stopped: the time that --timeout allows is over\. /);
    expect(timedOut.result.verdict).toMatchObject({ reason: 'the time that --timeout allows is over' });
    expect(interrupted.result.headline).toMatch(/^Interrupted\. /);
    expect(interrupted.result.verdict).toMatchObject({ reason: 'the operator interrupted it' });
  });

  it('before the rule went on: says that it was not touched, and gives the lock back', async () => {
    world = await startTestWorld();
    await world.approveLive();

    const { result } = await interruptedAt((event) => event.kind === 'phase' && event.title === 'Preflight');
    const { recorded } = await world.begin(cutoverCommand);
    const lock = await recorded.toolbox.aws.control.read('lock');
    await endRun(recorded, resultOfFailure(recorded, new Error('no command: the test looked at the lock')));

    expect(result.exitCode).toBe(130);
    expect(result.headline).toContain('was not touched');
    expect(result.next[0]).toMatch(/^naver-sms cutover --env sandbox/);
    expect(lock).toBeNull();
  });
});
