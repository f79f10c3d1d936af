import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CliWorld, startCliWorld } from '../support/cli-world.ts';
import { describeIfPresent } from '../support/needs.ts';
import { cliFile } from '../support/spawn-cli.ts';

/* `naver-sms rollback | head`: the reader leaves, and what the command does must not depend on it. */

let world: CliWorld;
beforeEach(async () => {
  world = await startCliWorld();
});
afterEach(() => world.stop());

function spawnPiped(words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [cliFile, ...words, '--env', 'sandbox'], {
    cwd: world.folder,
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...world.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('tail --json', () => {
  it('writes one JSON document a line, its own answer included', async () => {
    await world.approveByCommand();
    const { exitCode, stdout } = await world.cli(['tail', '--since', '30m', '--json', '--timeout', '2s']);

    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    expect(exitCode).toBe(0);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.at(-1)).toMatchObject({ command: 'tail', exitCode: 0, data: { lines: lines.length - 1 } });
  });
});

describe('a command whose reader has left', () => {
  it('ends by itself where it only looks', async () => {
    // The probe of an approval leaves lines to follow.
    await world.approveByCommand();
    const child = spawnPiped(['tail', '--since', '30m']);
    let told = '';
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      told += part;
    });
    child.stdout?.destroy();
    const [code] = await once(child, 'exit');

    // As after Ctrl-C: whoever follows a log ends it.
    expect(code).toBe(0);
    expect(told).not.toContain('Unhandled');
  });

  it('rolls back to its end all the same, with its evidence, and ends with 0', async () => {
    const child = spawnPiped(['rollback', '--reason', 'test']);
    child.stdout?.destroy();
    child.stderr?.destroy();
    const [code] = await once(child, 'exit');

    expect(code).toBe(0);
    const made = world.sandbox.inspect().calls.map(({ operation }) => operation);
    expect(made).toEqual(expect.arrayContaining(['DisableRule', 'PutFunctionConcurrency', 'PutItem']));
    await expectWhole();
  });

  it('does so too where its terminal hangs up', async () => {
    const before = world.sandbox.inspect().calls.length;
    const child = spawnPiped(['rollback', '--reason', 'test']);
    const ended = once(child, 'exit');
    await vi.waitUntil(() => world.sandbox.inspect().calls.length > before, {
      timeout: 120_000,
      interval: 5,
    });
    child.kill('SIGHUP');

    expect(await ended).toEqual([0, null]);
    await expectWhole();
  });
});

async function expectWhole(): Promise<void> {
  const verified = await world.cli(['evidence', 'verify', '--evidence', world.evidence, '--json']);
  expect(verified.exitCode, verified.stdout).toBe(0);
}

const missing = existsSync('/dev/full') ? null : 'this machine has no /dev/full';

describeIfPresent(missing, 'a command whose output has no room', () => {
  const spawnInto = (stdout: number | 'ignore', stderr: number | 'pipe') =>
    spawn(process.execPath, [cliFile, 'rollback', '--reason', 'test', '--env', 'sandbox'], {
      cwd: world.folder,
      env: { PATH: process.env.PATH, HOME: '/nonexistent', ...world.env },
      stdio: ['ignore', stdout, stderr],
    });

  it.each(['stdout', 'stderr'] as const)('rolls back to its end all the same (%s)', async (full) => {
    const device = openSync('/dev/full', 'w');
    const child = full === 'stdout' ? spawnInto(device, 'pipe') : spawnInto('ignore', device);
    let told = '';
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      told += part;
    });
    closeSync(device);
    const [code] = await once(child, 'close');

    expect(code).toBe(0);
    if (full === 'stdout') expect(told).toContain('The answer could not be written to stdout (ENOSPC).');
    const made = world.sandbox.inspect().calls.map(({ operation }) => operation);
    expect(made).toEqual(expect.arrayContaining(['DisableRule', 'PutFunctionConcurrency', 'PutItem']));
    await expectWhole();
  });
});
