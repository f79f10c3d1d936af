import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/domain/run-event.ts';
import type { Said, StopNotice } from '../../../src/runtime/stop-words.ts';
import { type AlarmWorld, held, startAlarmWorld } from './alarm-world.ts';
import { isLastLook, isWatching } from './while-forced.ts';

let world: AlarmWorld;
beforeAll(async () => {
  world = await startAlarmWorld();
});
afterAll(() => world.stop());

interface Words {
  readonly first: string;
  readonly timeout: string;
  readonly second: Said | undefined;
}

/** What the operator would be told where the test is stopped at the first event that fits. */
async function wordsAt(fits: (event: RunEvent) => boolean): Promise<Words | undefined> {
  const stopNotice: StopNotice = { words: null };
  const heard: Words[] = [];
  const onEvent = (event: RunEvent) => {
    if (!fits(event)) return;
    const { words } = stopNotice;
    heard.push({
      first: words?.atFirst('operator')?.text ?? '',
      timeout: words?.atFirst('timeout')?.text ?? '',
      second: words?.atSecond(),
    });
  };
  const run = await world.test([], {}, { onEvent, stopNotice });
  expect(run.result.exitCode).toBe(0);
  // Of the command that is over nothing is said any more.
  expect(stopNotice.words).toBeNull();
  return heard[0];
}

const isStep = (id: string, kind: 'step-started' | 'step-ended') => (event: RunEvent) =>
  event.kind === kind && (event.kind === 'step-started' ? event.id : event.step.id) === id;
const maybeForced = `May be left in ALARM by this test: ${held}.`;
const noneForced = 'No alarm is left forced by this test.';
const lockIsLeft = 'The lock is left:';

describe('what is said where a test is stopped', () => {
  it.each([
    ['before it has the lock', isStep('lock', 'step-started'), noneForced, false],
    ['before the force', (event: RunEvent) => event.kind === 'phase', noneForced, true],
    ['while it forces', isStep(`force-${held}`, 'step-started'), maybeForced, true],
    ['while it watches', isWatching, maybeForced, true],
    ['while it restores', isStep(`restore-${held}`, 'step-started'), maybeForced, true],
    ['before the restored state reads back', isStep(`restore-${held}`, 'step-ended'), maybeForced, true],
    ['while it waits for the last look', isLastLook, noneForced, true],
    ['while it gives the lock back', isStep('unlock', 'step-started'), noneForced, true],
  ] as const)('%s is what is left then', async (_, at, alarms, isLocked) => {
    const words = await wordsAt(at);

    expect(words?.second?.text).toContain(`Ended at once. ${alarms}`);
    expect(words?.second?.text.includes(lockIsLeft)).toBe(isLocked);
    const next = alarms === maybeForced ? 'preflight' : 'alarm-test';
    expect(words?.second?.next).toEqual([
      expect.stringMatching(new RegExp(`^naver-sms ${next} --env sandbox`)),
    ]);
    expect(words?.second?.text).not.toContain('\n');
    const says = alarms === maybeForced ? `It restores ${held} first.` : 'No alarm is forced now.';
    expect(words?.first).toMatch(/^Interrupted\. /);
    expect(words?.timeout).toMatch(/^Stopped: the time that --timeout allows is over\. /);
    for (const text of [words?.first, words?.timeout]) expect(text).toContain(says);
  });
});
