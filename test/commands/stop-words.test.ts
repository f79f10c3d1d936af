import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cutoverCommand } from '../../src/commands/cutover/cutover.ts';
import type { Command } from '../../src/commands/define-command.ts';
import { rollbackCommand } from '../../src/commands/rollback/rollback.ts';
import type { RunEvent } from '../../src/domain/run-event.ts';
import type { Said, StopNotice } from '../../src/runtime/stop-words.ts';
import { startTestWorld, type TestWorld } from '../support/sandbox-toolbox.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await startTestWorld();
  await world.approveLive();
});
afterEach(() => world.stop());

interface Heard {
  readonly first: Said | null | undefined;
  readonly second: Said | undefined;
}

/** Runs a command to its end, and what it would have said at the first event that fits. */
async function heardAt<Options>(
  command: Command<Options>,
  input: object,
  fits: (event: RunEvent) => boolean,
): Promise<Heard> {
  const stopNotice: StopNotice = { words: null };
  const heard: Heard[] = [];
  const onEvent = (event: RunEvent) => {
    if (!fits(event)) return;
    const { words } = stopNotice;
    heard.push({ first: words?.atFirst('operator'), second: words?.atSecond() });
  };
  await world.run(command, input, { onEvent, stopNotice });
  expect(stopNotice.words).toBeNull();
  const [first] = heard;
  if (!first) throw new Error('the event never came');
  return first;
}

const namesOf = (said: Said | undefined) => said?.next.map((command) => command.split(' --env ')[0]);
const isPhase = (title: RegExp) => (event: RunEvent) => event.kind === 'phase' && title.test(event.title);

describe('a second Ctrl-C', () => {
  it('before a cutover touched the rule leaves it as it is, and the lock', async () => {
    const { first, second } = await heardAt(cutoverCommand, {}, isPhase(/^Preflight/));

    expect(first?.text).toMatch(/^Interrupted\. It ends after the call under way and says how/);
    expect(second?.text).toMatch(
      /^Ended at once\. \S+ was not touched by this cutover\. The lock stays with this cutover until 2026/,
    );
    expect(namesOf(second)).toEqual(['naver-sms cutover --resume', 'naver-sms cutover --steal-lock']);
  });

  it('while a tick is awaited leaves the rule on: back or on', async () => {
    const { second } = await heardAt(cutoverCommand, {}, (event) => event.kind === 'waiting');

    expect(second?.text).toMatch(
      /^Ended at once\. \S+ may be ENABLED, and nothing was restored\. The lock stays/,
    );
    expect(namesOf(second)).toEqual(['naver-sms rollback', 'naver-sms cutover --resume']);
  });

  it('in a rollback may leave a lever: the same command again', async () => {
    const { first, second } = await heardAt(rollbackCommand, {}, isPhase(/pull the levers/));

    expect(first?.text).toContain('The levers are still pulled; only the wait for their proof ends.');
    expect(second?.text).toMatch(/^Ended at once\. A lever may not be pulled yet, and nothing is proven\./);
    expect(namesOf(second)).toEqual(['naver-sms rollback']);
  });

  it('in a drill may leave delivery stopped for everybody, also while it restores', async () => {
    for (const at of [isPhase(/pull the levers/), isPhase(/restore the initial state/)]) {
      const { first, second } = await heardAt(rollbackCommand, { drill: true }, at);
      expect(first?.text).toContain('The drill still restores');
      expect(second?.text).toMatch(/^Ended at once\. Delivery may be left stopped for every sender/);
      expect(namesOf(second)).toEqual(['naver-sms delivery resume']);
    }
  });
});
