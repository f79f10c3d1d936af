import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';
import type { Fault } from '../../src/sandbox/faults/fault.ts';
import { expectClosed, expectVerified } from '../support/kill-cli.ts';
import { cliFile } from '../support/spawn-cli.ts';
import { type AlarmCliWorld, startAlarmCliWorld } from './alarm-cli-world.ts';

/* Ctrl-C twice, through the built binary. */

let world: AlarmCliWorld;
beforeEach(async () => {
  world = await startAlarmCliWorld();
});
afterEach(() => world.stop());

const wait = { clock: systemClock, deadlineMs: 60_000, intervalMs: 10, maxIntervalMs: 50 };

interface Child {
  readonly process: ChildProcess;
  readonly stderr: () => string;
  /** Waits for the text on stderr. */
  readonly says: (text: string) => Promise<void>;
  readonly ended: Promise<string>;
}

function start(words: readonly string[]): Child {
  const child = spawn(process.execPath, [cliFile, ...words, '--env', 'sandbox'], {
    cwd: world.folder,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...world.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return {
    process: child,
    stderr: () => stderr,
    says: async (text) => {
      const said = await waitUntil({ ...wait, probe: async () => stderr.includes(text) || null });
      if (said.state !== 'met') throw new Error(`it never said "${text}": ${stderr}`);
    },
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? String(code)))),
  };
}

/** Waits until a call is held; what lets it go on. */
async function held(fault: Fault): Promise<() => void> {
  world.sandbox.addFault(fault);
  const call = await waitUntil({
    ...wait,
    probe: async () =>
      world.sandbox.inspect().heldCalls.find(({ operation }) => operation === fault.operation) ?? null,
  });
  if (call.state !== 'met') throw new Error(`${fault.operation} was never held`);
  return () => void world.sandbox.releaseHeld(call.value.id);
}

const setAlarmState = { service: 'monitoring', operation: 'SetAlarmState', kind: 'hold-before' } as const;

/** Starts a test of the held alarm and lets it go on until its restoring is held. */
async function untilRestoring(more: readonly string[] = []): Promise<Child> {
  const watching = held({ service: 'logs', operation: 'FilterLogEvents', kind: 'hold-before' });
  const child = start(world.words('--alarm', 'held', ...more));
  const goOn = await watching;
  const restoring = held(setAlarmState);
  child.process.kill('SIGINT');
  await child.says('Interrupted.');
  goOn();
  await restoring;
  return child;
}

describe('Ctrl-C while an alarm is forced', () => {
  it('says what it restores; a second one says what is left, and the command restores it', async () => {
    const child = await untilRestoring();
    child.process.kill('SIGINT');

    expect(await child.ended).toBe('SIGINT');
    const lines = child
      .stderr()
      .trimEnd()
      .split('\n')
      .map((line) => line.trim());
    expect(lines.find((line) => line.includes('Interrupted.'))).toBe(
      '! Interrupted. It restores naver-sms-held first. A second Ctrl-C ends it at once and leaves what is still forced in ' +
        'ALARM; then restore it by: naver-sms preflight --env sandbox',
    );
    expect(lines.at(-1)).toMatch(
      /^! Ended at once\. May be left in ALARM by this test: naver-sms-held\. The lock is left: the next alarm-test takes it over, others wait until 2026-\S+Z\. Restore them by: naver-sms preflight --env sandbox$/,
    );
    expect(await world.stateOf()).toBe('ALARM');
    const preflight = await world.cli(['preflight']);
    expect(preflight.stdout).toContain('this command restored naver-sms-held, which an earlier alarm-test');
    expect(await world.stateOf()).not.toBe('ALARM');
    const again = await world.cli(world.words('--alarm', 'held'));
    expect({ exitCode: again.exitCode, stderr: again.stderr }).toMatchObject({ exitCode: 0 });
    expectClosed(world);
    expectVerified(world);
  });

  it('names the ledger in both, where another one was given', async () => {
    const child = await untilRestoring(['--evidence', 'elsewhere/VALIDATION.md']);
    child.process.kill('SIGTERM');

    expect(await child.ended).toBe('SIGTERM');
    expect(
      child.stderr().match(/naver-sms preflight --evidence elsewhere\/VALIDATION\.md --env sandbox/g),
    ).toHaveLength(2);
    await world.cli(['preflight', '--evidence', 'elsewhere/VALIDATION.md']);
    expect(await world.stateOf()).not.toBe('ALARM');
  });
});

describe('Ctrl-C while no alarm is forced', () => {
  it('says so, and a second one names the lock that is left', async () => {
    const looking = held({ service: 'sns', operation: 'ListSubscriptionsByTopic', kind: 'hold-before' });
    const child = start(world.words('--alarm', 'held'));
    await looking;
    child.process.kill('SIGINT');
    await child.says('No alarm is forced now.');
    child.process.kill('SIGINT');

    expect(await child.ended).toBe('SIGINT');
    expect(child.stderr().trimEnd().split('\n').at(-1)?.trim()).toMatch(
      /^! Ended at once\. No alarm is left forced by this test\. The lock is left: .* until 2026-\S+Z\. Next: naver-sms alarm-test --env sandbox /,
    );
    expect(await world.stateOf()).toBe('INSUFFICIENT_DATA');
    expect((await world.cli(world.words('--alarm', 'held'))).exitCode).toBe(0);
    expectVerified(world);
  });
});
