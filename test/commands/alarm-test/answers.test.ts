import { execFileSync } from 'node:child_process';
import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandsAfter } from '../../../src/commands/alarm-test/next-commands.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { type AlarmWorld, held, startAlarmWorld, stateOf } from './alarm-world.ts';
import { whileForced } from './while-forced.ts';

let world: AlarmWorld;
beforeEach(async () => {
  world = await startAlarmWorld();
});
afterEach(() => world.stop());

const notRestored: Fault = {
  service: 'monitoring',
  operation: 'SetAlarmState',
  kind: 'access-denied',
  ...{ nth: 2, times: 1 },
};

/** The arguments of a command as bash hands them to `aws`. */
function argumentsOf(command: string): readonly string[] {
  const script = `aws() { printf '%s\\0' "$@"; }; ${command}`;
  return execFileSync('bash', ['-c', script]).toString().split('\0').slice(0, -1);
}

/** Gives the command of the answer to the sandbox, as the operator would to AWS. */
async function restoreByHand(command: string): Promise<void> {
  const words = argumentsOf(command);
  const argument = (flag: string) => words[words.indexOf(flag) + 1] ?? '';
  const StateValue = argument('--state-value') === 'OK' ? 'OK' : 'INSUFFICIENT_DATA';
  expect(words.slice(0, 2)).toEqual(['cloudwatch', 'set-alarm-state']);
  expect(words).toHaveLength(10);
  await world.cloudWatch.send(
    new SetAlarmStateCommand({
      AlarmName: argument('--alarm-name'),
      StateValue,
      StateReason: argument('--state-reason'),
    }),
  );
}

describe('the command that restores an alarm by hand', () => {
  it.each([
    ['a plain name', 'naver-sms-plain'],
    ['a quote', "naver-sms-it's held"],
    ['what a shell would run', 'naver-sms-$(reboot);`id` & "x"'],
    ['a line feed', 'naver-sms-line\naws cloudwatch delete-alarms'],
    ['characters that a terminal hides', 'naver-sms-\u202e\u200b경보'],
    ['an escape sequence', 'naver-sms-\u001b[2J'],
  ])('works when it is copied, for %s', async (_, AlarmName) => {
    await world.putAlarm({ AlarmName });
    const run = await world.test([notRestored], { alarm: [AlarmName] });
    const [byHand = '', preflight = ''] = run.result.next;
    const forced = await stateOf(world, AlarmName);
    await restoreByHand(byHand);

    expect(run.result.exitCode).toBe(7);
    expect([forced, await stateOf(world, AlarmName)]).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
    expect(preflight).toMatch(/^naver-sms preflight --env sandbox {3}# reads .* again/);
    for (const line of run.result.next) expect(line).not.toContain('\n');
    expect((await world.nextCommand()).join()).toContain('left ALARM before we set it back');
    expect(await world.nextCommand()).toEqual([]);
  });

  it('names the state from before the test', async () => {
    const set = (StateValue: 'OK', StateReason: string) =>
      world.cloudWatch.send(new SetAlarmStateCommand({ AlarmName: held, StateValue, StateReason }));
    await set('OK', 'invented');
    const run = await world.test([notRestored]);

    expect(run.result.next[0]).toContain(`--alarm-name ${held} --state-value OK `);
  });

  it('comes behind the one that shows whose ALARM it is where that is not known', async () => {
    const lagging = {
      ...{ service: 'monitoring', operation: 'DescribeAlarms', kind: 'stale-read' as const },
      times: 1_000,
    };
    const run = await world.test([], {}, whileForced(async () => world.sandbox.addFault(lagging)).run);

    const [look = '', byHand = ''] = run.result.next;
    expect(run.result.exitCode).toBe(7);
    expect(argumentsOf(look)).toEqual([
      ...['cloudwatch', 'describe-alarm-history', '--region', world.environment.region],
      ...['--alarm-name', held, '--history-item-type', 'StateUpdate', '--max-items', '3'],
    ]);
    expect(look).toContain(`# set it back only if its last change is to ALARM with ${run.row.nonce}`);
    expect(byHand).toContain('--state-value INSUFFICIENT_DATA ');
  });
});

describe('the command after a test that passed', () => {
  const full =
    /^naver-sms alarm-test --env sandbox --confirm \S+ --reason "<why>" {3}# tests the rest: every alarm, both channels$/;

  it.each([
    ['some alarms', {}],
    ['one channel', { channel: 'slack' }],
  ])('is the test of all after one of %s', async (_, input) => {
    const run = await world.test([], input);

    expect(run.result.exitCode).toBe(0);
    expect(run.result.next.at(-1)).toMatch(full);
    expect(run.result.headline).toMatch(/^1 alarm reached /);
  });

  it('is the test of all too after one channel of every alarm', () => {
    const { environment } = world;
    const passed = { isDryRun: false, hasPassed: true, wouldForce: false, fired: [], hasLostMessage: false };

    expect(commandsAfter(environment, { ...passed, isPartial: true })).toEqual([expect.stringMatching(full)]);
    expect(commandsAfter(environment, { ...passed, isPartial: false })).toEqual([
      expect.stringMatching(/^naver-sms cutover --env sandbox/),
    ]);
  });
});

describe('the headline of a dry run', () => {
  it('counts only the alarms that would be forced, and names the others', async () => {
    await world.putAlarm({ AlarmName: 'naver-sms-scaling', OKActions: ['arn:aws:automate:r:ec2:stop'] });
    const run = await world.test([], { alarm: [held, 'no-runs', 'scaling'] }, { dryRun: true });

    expect(run.result.headline).toBe(
      'Dry run: 1 of 3 alarms would be forced into ALARM, 4 at a time, and restored. Not forced: no-runs, scaling.',
    );
    expect(run.result.steps.filter(({ id }) => id.startsWith('force-'))).toHaveLength(1);
  });

  it('says so where none or all would be', async () => {
    const none = await world.test([], { alarm: ['no-runs'] }, { dryRun: true });
    const all = await world.test([], {}, { dryRun: true });

    expect(none.result.headline).toBe('Dry run: no alarm would be forced. Not forced: no-runs.');
    expect(all.result.headline).toBe('Dry run: 1 alarm would be forced into ALARM and restored.');
    expect(none.result.next).toEqual(['naver-sms preflight --env sandbox']);
  });
});
