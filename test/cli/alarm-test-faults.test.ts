import { PutCompositeAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, describe, expect, it } from 'vitest';
import { cellsOf, type Hop } from '../../src/domain/alarm-matrix.ts';
import {
  type FaultScenario,
  type FaultScenarioName,
  faultScenarios,
} from '../../src/sandbox/fault-scenarios.ts';
import { expectVerified } from '../support/kill-cli.ts';
import { type AlarmCliWorld, held, startAlarmCliWorld } from './alarm-cli-world.ts';

let world: AlarmCliWorld;
afterEach(() => world.stop());

/* Each --fault that disturbs an alarm on its way, through the built binary. */

interface Expected {
  readonly exitCode: number;
  /** The first line of the answer. */
  readonly headline: RegExp;
  /** The last line, which the operator types next. */
  readonly last: RegExp;
  /** The cells that differ from a pass. */
  readonly cells: Partial<Record<Hop, 'fail' | 'inconclusive'>>;
  readonly why: readonly [Hop, RegExp] | null;
  /** How the alarm stands when it ends. */
  readonly after: 'ALARM' | 'INSUFFICIENT_DATA';
  /** Only these, in the place of the held one. */
  readonly alarms?: readonly string[];
}

const again = /^naver-sms alarm-test --env sandbox --confirm \S+ --reason "<why>"$/;
const restored = /^✖ Alarm test not passed: 0 of 1 alarm .* Every forced state was restored and read back\.$/;
const open = /^! Alarm test not passed: 0 of 1 alarm .* Every forced state was restored and read back\.$/;
const notForced = /^. Alarm test not passed: 0 of 1 alarm .* No alarm was forced\.$/;
const stuck = /^. NOT RESTORED: naver-sms-\S+ may still stand in ALARM by this test\.$/;
const passed = {
  exitCode: 0,
  headline:
    /^✔ 1 alarm reached slack and telegram, every hop seen\. Every forced state was restored and read back\.$/,
  last: /^naver-sms alarm-test --env sandbox .* # tests the rest: every alarm, both channels$/,
  cells: {},
  why: null,
  after: 'INSUFFICIENT_DATA',
} as const;
const failing = { exitCode: 6, headline: restored, last: again, after: 'INSUFFICIENT_DATA' } as const;
const unseen = { ...failing, headline: open } as const;
const bothFail = { slack: 'fail', telegram: 'fail' } as const;

const expected: Partial<Record<FaultScenarioName, Expected>> = {
  'alarm-no-history': {
    ...unseen,
    cells: { changed: 'inconclusive', action: 'inconclusive' },
    why: ['changed', /^no change to ALARM in its history within \d+ s$/],
  },
  'alarm-action-fails': {
    ...failing,
    cells: { action: 'fail', ...bothFail },
    why: ['action', /^CloudWatch could not carry it out: .*not authorized/],
  },
  'alarm-topic-unsubscribed': {
    ...failing,
    cells: { lint: 'fail', ...bothFail },
    why: ['lint', /^topic \S+ has no confirmed subscription$/],
  },
  'alarm-topic-pending': {
    ...failing,
    cells: { lint: 'fail', ...bothFail },
    why: ['lint', /^topic \S+ has no confirmed subscription \(1 pending\)$/],
  },
  'alarm-returns-early': passed,
  'alarm-fires-first': {
    ...failing,
    headline: /^✖ Alarm test not passed: .* Really in ALARM now, and left there: naver-sms-held\.$/,
    cells: {
      ...{ changed: 'inconclusive', action: 'inconclusive', restored: 'fail' },
      ...{ slack: 'inconclusive', telegram: 'inconclusive' },
    },
    why: [
      'restored',
      /^left as it is: naver-sms-held is in ALARM for a reason that is not ours: it fired just before/,
    ],
    after: 'ALARM',
  },
  'alarm-read-lags': {
    exitCode: 7,
    headline: stuck,
    last: /^naver-sms preflight --env sandbox {3}# reads naver-sms-held again and restores what is still forced$/,
    cells: { restored: 'inconclusive' },
    why: [
      'restored',
      /^naver-sms-held may still stand in ALARM by our test: it reads as before .*a read can lag/,
    ],
    after: 'ALARM',
  },
  'alarm-not-restored': {
    exitCode: 7,
    headline: stuck,
    last: /^naver-sms preflight --env sandbox {3}# reads naver-sms-\S+ again and restores what is still forced$/,
    cells: { restored: 'fail' },
    why: ['restored', /^NOT RESTORED: it still stands in ALARM by this test$/],
    after: 'ALARM',
    // The fault meets the fifth call: the first restoring of a whole group, which goes backwards.
    alarms: ['run-failures', 'stores-failed', 'messages-refused', 'held'],
  },
  'alarm-set-denied': {
    exitCode: 5,
    headline: notForced,
    last: again,
    cells: {
      ...{ changed: 'fail', action: 'inconclusive', restored: 'inconclusive' },
      ...{ slack: 'inconclusive', telegram: 'inconclusive' },
    },
    why: ['changed', /^not forced: AWS refused cloudwatch:SetAlarmState/],
    after: 'INSUFFICIENT_DATA',
  },
  'relay-throws': {
    ...failing,
    cells: bothFail,
    why: ['slack', /^no receipt: the relay failed meanwhile: event refused/],
  },
  'relay-loses-nonce': {
    ...unseen,
    cells: { slack: 'inconclusive', telegram: 'inconclusive' },
    why: ['telegram', /^a message about it arrived \(receipt \d+\) without the nonce/],
  },
  'slack-rate-limited': passed,
  'slack-invalid-auth': {
    ...failing,
    cells: { slack: 'fail' },
    why: ['slack', /^Slack answered 200: invalid_auth/],
  },
  // The tool cannot see it: only who asks the channel can, as a rehearsal does.
  'slack-shows-nothing': passed,
  'telegram-forbidden': {
    ...failing,
    cells: { telegram: 'fail' },
    why: ['telegram', /^Telegram answered 403/],
  },
};

const isOfAlarms = (name: string, { isOfAlarms: ofAlarms = false }: FaultScenario) =>
  ofAlarms || name.startsWith('alarm-');

const allPass = {
  ...{ lint: 'pass', changed: 'pass', action: 'pass', slack: 'pass', telegram: 'pass', restored: 'pass' },
};

describe('exit code 3: nothing was forced', () => {
  const fire = () =>
    world.cloudWatch.send(
      new SetAlarmStateCommand({
        ...{ AlarmName: held, StateValue: 'ALARM', StateReason: 'Threshold Crossed: invented' },
      }),
    );
  const foreign = () => world.putHeld({ OKActions: ['arn:aws:automate:ap-northeast-2:ec2:stop'] });
  const watched = () =>
    world.cloudWatch.send(
      new PutCompositeAlarmCommand({ AlarmName: 'another-team', AlarmRule: `ALARM("${held}")` }),
    );

  it.each([
    [
      'an alarm that is really in ALARM',
      fire,
      /^not touched: it is really in ALARM since .*invented/,
      'ALARM',
    ],
    ['an action that is not a message', foreign, /^not forced: its action for OK, arn:aws:automate/, null],
    ['a composite alarm above it', watched, /^not forced: the composite alarm another-team watches it/, null],
  ] as const)('%s', async (_, prepare, reason, after) => {
    world = await startAlarmCliWorld();
    await prepare();

    const run = await world.cli(world.words('--alarm', 'held'));

    const lines = run.stdout.trimEnd().split('\n');
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 3 });
    expect(lines.find((line) => line.trim() !== '')).toMatch(notForced);
    expect(lines.at(-1)?.replace(/^ +(next +)?/, '')).toMatch(again);
    const [row] = world.matrix().rows;
    expect(row?.cells.changed.verdict).toMatchObject({ reason: expect.stringMatching(reason) });
    expect(row?.cells.restored.verdict.state).toBe('inconclusive');
    expect(await world.stateOf()).toBe(after ?? 'INSUFFICIENT_DATA');
    expectVerified(world);
  });
});

describe('each --fault of an alarm test', () => {
  it('is expected here', async () => {
    world = await startAlarmCliWorld();
    const named = Object.entries(faultScenarios).filter(([name, fault]) => isOfAlarms(name, fault));

    expect(named.map(([name]) => name).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  it.each(Object.entries(expected))('%s', async (name, wanted) => {
    const { faults, scenario } = faultScenarios[name as FaultScenarioName];
    world = await startAlarmCliWorld({ faults, scenario });
    const { alarms = ['held'] } = wanted;

    const run = await world.cli(world.words('--alarm', ...alarms));

    const lines = run.stdout.trimEnd().split('\n');
    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: wanted.exitCode });
    expect(lines.find((line) => line.trim() !== '')).toMatch(wanted.headline);
    expect(lines.at(-1)?.replace(/^ +(next +)?/, '')).toMatch(wanted.last);
    const row = world.matrix().rows.find(({ alarm }) => alarm === held);
    const cells = row ? cellsOf(row) : [];
    expect(Object.fromEntries(cells.map(([hop, { verdict }]) => [hop, verdict.state]))).toEqual({
      ...allPass,
      ...wanted.cells,
    });
    const [hop, reason] = wanted.why ?? ['lint', /^$/];
    const verdict = cells.find(([each]) => each === hop)?.[1].verdict;
    expect(verdict && 'reason' in verdict ? verdict.reason : '').toMatch(reason);
    expect(world.sandbox.inspect().problems).toEqual([]);
    if (name !== 'alarm-no-history') expect(await world.stateByHistory()).toBe(wanted.after);
    if (name !== 'alarm-read-lags') expect(await world.stateOf()).toBe(wanted.after);
    expectVerified(world);
  });
});
