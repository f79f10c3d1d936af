import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlarmMatrix, alarmMatrixSchema } from '../../src/domain/alarm-matrix.ts';
import { alarmsOf } from '../../src/monitoring/alarms.ts';
import { jsonDocumentSchema } from '../../src/reporting/json-document.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import { expectClosed, expectVerified, killWhileHeld } from '../support/kill-cli.ts';
import { cliFile } from '../support/spawn-cli.ts';
import { type AlarmCliWorld, held, startAlarmCliWorld } from './alarm-cli-world.ts';

let world: AlarmCliWorld;
beforeEach(async () => {
  world = await startAlarmCliWorld();
});
afterEach(() => world.stop());

const ofHeld = () => world.words('--alarm', 'held');
const stateOfHeld = () => world.stateOf();

function matrixOf(stdout: string): AlarmMatrix {
  return alarmMatrixSchema.parse(jsonDocumentSchema.parse(JSON.parse(stdout)).data.matrix);
}

describe('alarm-test of every alarm', () => {
  it('shows each declared alarm in both channels, with receipts for messages that are there', async () => {
    const earlier = world.sandbox.inspect();
    const [slackBefore, telegramBefore] = [earlier.slackMessages.length, earlier.telegramMessages.length];

    const run = await world.cli([...world.words(), '--json']);

    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 0 });
    expect(jsonDocumentSchema.parse(JSON.parse(run.stdout)).next.at(-1)).toMatch(
      /^naver-sms cutover --env sandbox/,
    );
    const { rows } = matrixOf(run.stdout);
    const declared = alarmsOf(world.environment).map(({ name }) => name);
    expect(rows.map(({ alarm }) => alarm)).toEqual([...declared, held]);
    const { slackMessages, telegramMessages } = world.sandbox.inspect();
    for (const { nonce, cells } of rows) {
      const isShown = ({ text }: Readonly<Record<string, unknown>>) => String(text).includes(nonce ?? 'none');
      expect(cells).toMatchObject({
        slack: { verdict: { state: 'pass' } },
        telegram: { verdict: { state: 'pass' } },
      });
      expect(cells.slack?.proof).toBe(`receipt ${slackMessages.find(isShown)?.ts}`);
      expect(cells.telegram?.proof).toBe(`receipt ${telegramMessages.find(isShown)?.messageId}`);
    }
    // Where CloudWatch evaluates an alarm before it is restored, the OK message is CloudWatch's own and carries no mark.
    const alarming = [...slackMessages.slice(slackBefore), ...telegramMessages.slice(telegramBefore)]
      .map(({ text }) => String(text))
      .filter((text) => text.includes('[경보 / ALARM]'));
    expect(alarming).toHaveLength(2 * rows.length);
    expect(alarming.filter((text) => !text.startsWith('[시험 / TEST]'))).toEqual([]);
    expectVerified(world);
  });
});

describe('the exit code and the last line of alarm-test', () => {
  const setAlarmState = { service: 'monitoring', operation: 'SetAlarmState' } as const;
  const slack = { service: 'slack', operation: 'chat.postMessage' } as const;
  const ends: readonly [name: string, Fault | null, exitCode: number, last: RegExp][] = [
    ['done and proven, of one alarm', null, 0, /naver-sms alarm-test --env sandbox .* # tests the rest/],
    [
      'SetAlarmState denied',
      { ...setAlarmState, kind: 'access-denied' },
      5,
      /naver-sms alarm-test --env sandbox/,
    ],
    ['a channel down', { ...slack, kind: 'access-denied' }, 6, /naver-sms alarm-test --env sandbox/],
    [
      'not restored',
      { ...setAlarmState, kind: 'acknowledge-only', nth: 2 },
      7,
      /naver-sms preflight --env sandbox {3}# reads naver-sms-held again and restores what is still forced/,
    ],
  ];

  it.each(ends)('%s', async (_, fault, exitCode, last) => {
    if (fault) world.sandbox.addFault(fault);

    const run = await world.cli(ofHeld());

    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode });
    expect(run.stdout.trimEnd().split('\n').at(-1)).toMatch(last);
    const table = run.stdout.split('\n').filter((line) => /^ {2}(alarm|held)/.test(line));
    expect(table).toHaveLength(2);
    expect(Math.max(...table.map((line) => line.length))).toBeLessThanOrEqual(80);
    expectVerified(world);
  });

  it('bad usage: an alarm that nobody knows, and a missing confirmation', async () => {
    const unknown = await world.cli(world.words('--alarm', 'lambda-erors'));
    const unconfirmed = await world.cli(['alarm-test', '--reason', 'test']);

    expect([unknown.exitCode, unconfirmed.exitCode]).toEqual([2, 2]);
    expect(unknown.stdout + unknown.stderr).toContain('Did you mean lambda-errors?');
  });

  it('interrupted by SIGINT: the alarm is restored before it ends with 130', async () => {
    world.sandbox.addFault({ service: 'logs', operation: 'FilterLogEvents', kind: 'hold-before' });
    const child = spawn(process.execPath, [cliFile, ...ofHeld(), '--env', 'sandbox'], {
      cwd: world.folder,
      env: { PATH: process.env.PATH, HOME: '/nonexistent', ...world.env },
      stdio: 'ignore',
    });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const call = await waitUntil({
      clock: systemClock,
      deadlineMs: 20_000,
      intervalMs: 10,
      maxIntervalMs: 50,
      probe: async () => world.sandbox.inspect().heldCalls[0] ?? null,
    });
    const during = await stateOfHeld();
    child.kill('SIGINT');
    if (call.state === 'met') world.sandbox.releaseHeld(call.value.id);

    expect(await ended).toBe(130);
    expect([during, await stateOfHeld()]).toEqual(['ALARM', 'INSUFFICIENT_DATA']);
    expectClosed(world);
  });
});

describe('the lock of an alarm-test that was killed', () => {
  const boundaries: readonly Fault[] = [
    { service: 'dynamodb', operation: 'PutItem', nth: 1, kind: 'hold-after' },
    { service: 'monitoring', operation: 'SetAlarmState', nth: 1, kind: 'hold-after' },
    { service: 'dynamodb', operation: 'DeleteItem', nth: 1, kind: 'hold-before' },
    // It takes its lock, and dies before it forces anything: every intent of it is closed.
    { service: 'sns', operation: 'ListSubscriptionsByTopic', nth: 1, kind: 'hold-before' },
  ];

  it.each(boundaries)(
    'at $operation, $kind, stops no alarm-test after the command that recovered it',
    async (boundary) => {
      await killWhileHeld(world, ofHeld(), boundary);
      await world.cli(['preflight']);

      const next = await world.cli(ofHeld());

      expect({ exitCode: next.exitCode, stderr: next.stderr }).toMatchObject({ exitCode: 0 });
      // The probe of preflight gives the alarm its first data.
      expect(await stateOfHeld()).not.toBe('ALARM');
      expectClosed(world);
      expectVerified(world);
    },
  );

  it('stops one in another ledger, whose operator cannot know that it died', async () => {
    const boundary = { service: 'sns', operation: 'ListSubscriptionsByTopic', kind: 'hold-before' } as const;
    await killWhileHeld(world, ofHeld(), boundary);

    const elsewhere = await world.cli([...ofHeld(), '--evidence', 'elsewhere/VALIDATION.md']);

    expect(elsewhere.exitCode).toBe(3);
    expect(elsewhere.stdout + elsewhere.stderr).toContain('holds the lock for alarm-test');
  });
});

describe('SIGKILL of alarm-test at a write', () => {
  const boundaries: readonly Fault[] = [
    { service: 'monitoring', operation: 'SetAlarmState', nth: 1, kind: 'hold-before' },
    { service: 'monitoring', operation: 'SetAlarmState', nth: 1, kind: 'hold-after' },
    { service: 'monitoring', operation: 'SetAlarmState', nth: 2, kind: 'hold-before' },
    { service: 'monitoring', operation: 'SetAlarmState', nth: 2, kind: 'hold-after' },
    { service: 'dynamodb', operation: 'DeleteItem', nth: 1, kind: 'hold-before' },
  ];

  it.each(boundaries)('$operation $nth, $kind: the next command leaves nothing forced', async (boundary) => {
    await killWhileHeld(world, ofHeld(), boundary);

    const next = await world.cli(ofHeld());

    expect({ exitCode: next.exitCode, stderr: next.stderr }).toMatchObject({ exitCode: 0 });
    expect(next.stderr).toContain('ended without an answer');
    expect(await stateOfHeld()).toBe('INSUFFICIENT_DATA');
    expectClosed(world);
    expectVerified(world);
  });
});
