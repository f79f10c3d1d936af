import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Hop } from '../../../src/domain/alarm-matrix.ts';
import type { Fault } from '../../../src/sandbox/faults/fault.ts';
import { type AlarmWorld, allPass, startAlarmWorld, stateOf } from './alarm-world.ts';

let world: AlarmWorld;
beforeAll(async () => {
  world = await startAlarmWorld();
});
afterAll(() => world.stop());

interface Case {
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly exitCode: number;
  /** The cells that differ from a pass. */
  readonly cells: Partial<Record<Hop, 'fail' | 'inconclusive'>>;
  readonly because: readonly [Hop, RegExp];
  readonly headline: RegExp;
}

const notPassed = /^Alarm test not passed: 0 of 1 alarm .* Every forced state was restored and read back\.$/;

const cases: readonly Case[] = [
  {
    name: 'no entry in the history',
    faults: [{ service: 'alarms', operation: 'history', kind: 'drop' }],
    exitCode: 6,
    cells: { changed: 'inconclusive', action: 'inconclusive' },
    because: ['changed', /^no change to ALARM in its history within 6\d s$/],
    headline: notPassed,
  },
  {
    name: 'an action that CloudWatch cannot carry out',
    faults: [{ service: 'alarms', operation: 'action', kind: 'access-denied' }],
    exitCode: 6,
    cells: { action: 'fail', slack: 'fail', telegram: 'fail' },
    because: ['action', /^CloudWatch could not carry it out: .*not authorized/],
    headline: notPassed,
  },
  {
    name: 'a relay that throws',
    faults: [{ service: 'sns', operation: 'deliver', kind: 'torn-body' }],
    exitCode: 6,
    cells: { slack: 'fail', telegram: 'fail' },
    because: ['slack', /^no receipt: the relay failed meanwhile: event refused/],
    headline: notPassed,
  },
  {
    name: 'Slack answering 429 until the relay gives up',
    faults: [{ service: 'slack', operation: 'chat.postMessage', kind: 'throttle', times: 4 }],
    exitCode: 6,
    cells: { slack: 'fail' },
    because: ['slack', /^Slack answered 429: ratelimited, given up after 4 attempts/],
    headline: notPassed,
  },
  {
    name: 'Slack not knowing the token',
    faults: [{ service: 'slack', operation: 'chat.postMessage', kind: 'access-denied' }],
    exitCode: 6,
    cells: { slack: 'fail' },
    because: ['slack', /^Slack answered 200: invalid_auth$/],
    headline: notPassed,
  },
  {
    name: 'Telegram refusing the bot',
    faults: [{ service: 'telegram', operation: 'sendMessage', kind: 'access-denied' }],
    exitCode: 6,
    cells: { telegram: 'fail' },
    because: ['telegram', /^Telegram answered 403: Forbidden/],
    headline: notPassed,
  },
  {
    name: 'both channels down',
    faults: [
      { service: 'slack', operation: 'chat.postMessage', kind: 'access-denied' },
      { service: 'telegram', operation: 'sendMessage', kind: 'access-denied' },
    ],
    exitCode: 6,
    cells: { slack: 'fail', telegram: 'fail' },
    because: ['telegram', /403/],
    headline: notPassed,
  },
  {
    name: 'a receipt without the nonce',
    faults: [{ service: 'alarms', operation: 'message', kind: 'without-reason' }],
    exitCode: 6,
    cells: { slack: 'inconclusive', telegram: 'inconclusive' },
    because: ['slack', /^a message about it arrived \(receipt [\d.]+\) without the nonce/],
    headline: notPassed,
  },
  {
    name: 'SetAlarmState denied',
    faults: [{ service: 'monitoring', operation: 'SetAlarmState', kind: 'access-denied' }],
    exitCode: 5,
    cells: {
      changed: 'fail',
      action: 'inconclusive',
      slack: 'inconclusive',
      telegram: 'inconclusive',
      restored: 'inconclusive',
    },
    because: ['changed', /^not forced: AWS refused cloudwatch:SetAlarmState/],
    headline: /No alarm was forced\.$/,
  },
];

describe('each hop of an alarm test', () => {
  for (const { name, faults, exitCode, cells, because, headline } of cases) {
    it(`${name}: that cell does not pass, and exit code ${exitCode}`, async () => {
      const run = await world.test(faults);

      expect(run.cells).toEqual({ ...allPass, ...cells });
      const [hop, reason] = because;
      expect(run.reasons[hop]).toMatch(reason);
      expect(run.result.exitCode).toBe(exitCode);
      expect(run.result.headline).toMatch(headline);
      expect(run.result.verdict.state).not.toBe('pass');
      expect(run.result.next.at(-1)).toMatch(/^naver-sms alarm-test --env sandbox/);
      expect(await stateOf(world)).not.toBe('ALARM');
    });
  }

  it('passes where nothing is wrong, with receipts that the channels show', async () => {
    const run = await world.test();

    const { slackMessages, telegramMessages } = world.sandbox.inspect();
    const shown = (messages: readonly Readonly<Record<string, unknown>>[]) =>
      messages.map(({ text }) => String(text)).filter((text) => text.includes(run.row.nonce ?? 'none'));
    expect(run.cells).toEqual(allPass);
    expect(run.result.exitCode).toBe(0);
    expect(run.row).toMatchObject({ before: 'INSUFFICIENT_DATA', after: 'INSUFFICIENT_DATA' });
    expect(run.row.cells.slack).toMatchObject({
      clock: 'cloudwatch to relay',
      latencyMs: expect.any(Number),
    });
    const [slack] = shown(slackMessages);
    const [telegram] = shown(telegramMessages);
    expect(slack).toMatch(/^\[시험 \/ TEST\] \[경보 \/ ALARM\] naver-sms-held/);
    expect(telegram).toContain('This is a test: nothing is wrong');
    const receipt = slackMessages.find(({ text }) => text === slack)?.ts;
    expect(run.row.cells.slack?.proof).toBe(`receipt ${receipt}`);
  });

  it('is retried where CloudWatch throttles SetAlarmState', async () => {
    const throttle = {
      service: 'monitoring',
      operation: 'SetAlarmState',
      kind: 'throttle',
      times: 2,
    } as const;
    const run = await world.test([throttle]);

    expect(run.result.exitCode).toBe(0);
  });

  it('still counts where CloudWatch evaluates the alarm too early, which is said', async () => {
    const run = await world.test([{ service: 'alarms', operation: 'evaluation', kind: 'at-once' }], {
      alarm: ['run-failures'],
    });

    expect(run.cells).toEqual(allPass);
    expect(run.reasons.restored).toContain('carries no TEST mark');
    expect(run.result.exitCode).toBe(0);
  });

  it('judges one channel alone where that is asked', async () => {
    const down = { service: 'telegram', operation: 'sendMessage', kind: 'access-denied' } as const;
    const run = await world.test([down], { channel: 'slack' });

    expect(Object.keys(run.cells)).toEqual(['lint', 'changed', 'action', 'slack', 'restored']);
    expect(run.result.exitCode).toBe(0);
  });

  it('never reads a secret of the channels: the relay alone posts', async () => {
    await world.test();

    const { calls } = world.sandbox.inspect();
    const own = calls.filter(({ accessKeyId }) => accessKeyId === world.sandbox.credentials.accessKeyId);

    expect(own.length).toBeGreaterThan(10);
    expect(own.filter(({ service }) => service === 'secretsmanager')).toEqual([]);
  });
});
