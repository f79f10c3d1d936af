import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alarmMatrixSchema } from '../../../src/domain/alarm-matrix.ts';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import { type AlarmWorld, expectVerified, held, startAlarmWorld, stateOf } from './alarm-world.ts';
import { isLastLook, isWatching } from './while-forced.ts';

let world: AlarmWorld;
beforeEach(async () => {
  world = await startAlarmWorld();
});
afterEach(() => world.stop());

const monitoring = (operation: string) => ({ service: 'monitoring', operation }) as const;
const isRestored = (event: RunEvent) => event.kind === 'step-ended' && event.step.id === `restore-${held}`;
const timeIsOver = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');

/** Stops the test at an event, as Ctrl-C does unless a reason is given; `also` happens at another. */
function stopAt(
  at: (event: RunEvent) => boolean,
  reason?: unknown,
  also: (event: RunEvent) => void = () => {},
) {
  const stop = new AbortController();
  const onEvent = (event: RunEvent) => {
    if (at(event)) stop.abort(reason);
    also(event);
  };
  return { signal: stop.signal, onEvent };
}

describe('a test that is stopped while alarms are forced', () => {
  it('waits for nothing more, and announces no wait', async () => {
    const before = world.sandbox.clock.now().getTime();
    const run = await world.test([], {}, stopAt(isWatching));

    expect(run.events.filter(isLastLook)).toEqual([]);
    // Nothing failed: the relay's log has nothing to explain.
    expect(run.result.next).toEqual([expect.stringMatching(/^naver-sms alarm-test --env sandbox/)]);
    expect(world.sandbox.clock.now().getTime() - before).toBeLessThan(30_000);
    expect(run.cells.restored).toBe('inconclusive');
    expect(run.reasons.restored).toMatch(/^looked at once, and not after CloudWatch's own evaluation/);
  });

  it('announces no wait for the hops where the stop came while it forced', async () => {
    const isForced = (event: RunEvent) => event.kind === 'step-ended' && event.step.id.startsWith('force-');
    const run = await world.test([], {}, stopAt(isForced));

    expect(run.events.filter(isWatching)).toEqual([]);
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
    expect(await world.nextCommand()).toEqual([]);
  });

  it('leaves the intent open where nobody could look at it once more: the next command does', async () => {
    // The first read after it reads the restoring back; the second is the last look.
    const denied = { ...monitoring('DescribeAlarms'), kind: 'access-denied' as const, nth: 2, times: 1_000 };
    const deny = (event: RunEvent) => {
      if (isRestored(event)) world.sandbox.addFault(denied);
    };
    const run = await world.test([], {}, stopAt(isWatching, undefined, deny));

    denied.times = 0;

    expect(run.reasons.restored).toMatch(/^no last look: AWS refused/);
    expect(run.result.exitCode).toBe(130);
    expect((await world.nextCommand()).join()).toContain(`${held} reads back as INSUFFICIENT_DATA`);
    expect(await world.nextCommand()).toEqual([]);
    expectVerified(world);
  });
});

describe('--timeout', () => {
  it('is said to have ended the test, and not the operator, wherever the reason stands', async () => {
    const alarm = [held, 'run-failures', 'stores-failed', 'messages-refused', 'lambda-errors'];
    const run = await world.test([], { alarm }, stopAt(isWatching, timeIsOver()));

    const { result } = run;
    expect(result.exitCode).toBe(130);
    expect(result.verdict).toEqual({
      state: 'inconclusive',
      reason: 'the time that --timeout allows is over',
    });
    expect(result.headline).toMatch(/^Stopped: the time that --timeout allows is over\. /);
    expect(result.data.stoppedBy).toBe('timeout');
    expect(run.reasons.changed).toBe('it was not read before the time that --timeout allows was over');
    const last = alarmMatrixSchema.parse(result.data.matrix).rows.at(-1);
    expect(last?.cells.changed.verdict).toMatchObject({
      reason: 'not tested: the time that --timeout allows is over',
    });
    const said = JSON.stringify([result, run.events]);
    expect(said).not.toMatch(/operator interrupted|Interrupted/);
    expect(await stateOf(world)).toBe('INSUFFICIENT_DATA');
    expect(await world.nextCommand()).toEqual([]);
  });

  it('in the wait for the evaluation keeps what the hops had shown', async () => {
    const run = await world.test([], {}, stopAt(isLastLook, timeIsOver()));

    expect(run.cells).toMatchObject({
      changed: 'pass',
      slack: 'pass',
      telegram: 'pass',
      restored: 'inconclusive',
    });
    expect(run.reasons.restored).toMatch(/evaluation: the time that --timeout allows is over$/);
    expect(run.result.data.stoppedBy).toBe('timeout');
    expect(await world.nextCommand()).toEqual([]);
  });

  it('is told from Ctrl-C, which names the operator', async () => {
    const run = await world.test([], {}, stopAt(isWatching));

    expect(run.result.data.stoppedBy).toBe('operator');
    expect(run.result.headline).toMatch(/^Interrupted\. /);
    expect(JSON.stringify(run.result)).not.toContain('--timeout');
  });

  it('says nothing where nothing stopped it', async () => {
    const run = await world.test();

    expect(run.result.data).toMatchObject({ stoppedBy: null, stillForced: [], fired: [] });
  });
});
