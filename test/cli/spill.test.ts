import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DescribeRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyRoot } from '../../src/evidence/verify-root.ts';
import { type CliWorld, startCliWorld } from '../support/cli-world.ts';
import { cliFile } from '../support/spawn-cli.ts';

/* A rollback whose ledger cannot be opened still stops the world, says so by exit code 6, and loses no line. */

let world: CliWorld;
let rules: EventBridgeClient;

beforeEach(async () => {
  world = await startCliWorld();
  const { accessKeyId, secretAccessKey } = world.sandbox.credentials;
  rules = new EventBridgeClient({
    endpoint: world.sandbox.endpoint,
    region: world.environment.region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const approved = await world.approveByCommand();
  expect(approved.exitCode).toBe(0);
  await rules.send(new EnableRuleCommand({ Name: world.environment.rule }));
});

afterEach(async () => {
  rules.destroy();
  await world.stop();
});

const ledger = () => join(dirname(world.evidence), 'docs/validation/ledger.jsonl');

const spills = () =>
  readdirSync(dirname(world.evidence), { recursive: true }).filter((name) => String(name).includes('spill'));

async function expectStopped(): Promise<void> {
  const rule = await rules.send(new DescribeRuleCommand({ Name: world.environment.rule }));
  expect(rule.State).toBe('DISABLED');
  const status = await world.cli(['delivery', 'status', '--json']);
  expect(JSON.parse(status.stdout).data.stop).not.toBeNull();
}

function verified(): string {
  const report = verifyRoot({ validationFile: world.evidence, signers: null, now: new Date() });
  return report.state === 'broken' ? report.problem.sentence : report.state;
}

describe('rollback without its ledger', () => {
  it('acts while another process holds the ledger, and the next command takes the spill in', async () => {
    world.sandbox.addFault({ service: 'lambda', operation: 'Invoke', kind: 'hold-before' });
    const holder = execa(process.execPath, [cliFile, 'preflight', '--env', 'sandbox'], {
      cwd: world.folder,
      env: { ...world.env, HOME: '/nonexistent' },
      reject: false,
    });
    await expect.poll(() => world.sandbox.inspect().heldCalls.length, { timeout: 120_000 }).toBe(1);

    const run = await world.cli(['rollback', '--reason', 'locked']);

    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 6 });
    expect(run.stderr).not.toContain('"kind":');
    expect(run.stdout).toContain(`SPILLED to ${join('.naver-sms/sandbox', String(spills()[0]))}:`);
    await expectStopped();
    expect(spills()).not.toEqual([]);
    const [held] = world.sandbox.inspect().heldCalls;
    if (held) world.sandbox.releaseHeld(held.id);
    await holder;
    await world.cli(['preflight']);
    expect(spills()).toEqual([]);
    expect(readFileSync(ledger(), 'utf8')).toContain('"kind":"spill"');
    expect(verified()).toBe('partly-signed');
  });

  it('acts over a ledger that does not verify, and keeps the spill until it does', async () => {
    const whole = readFileSync(ledger());
    writeFileSync(ledger(), whole.toString('utf8').replace('"seq":2,', '"seq":3,'));

    const run = await world.cli(['rollback', '--reason', 'broken']);

    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 6 });
    await expectStopped();
    const refused = await world.cli(['preflight']);
    expect(refused.exitCode).toBe(9);
    expect(spills()).not.toEqual([]);
    writeFileSync(ledger(), whole);
    await world.cli(['preflight']);
    expect(spills()).toEqual([]);
    expect(verified()).toBe('partly-signed');
  });

  it('acts where the evidence folder is read-only', async (context) => {
    const root = dirname(world.evidence);
    const script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"; shift; exec "$@"';
    const probe = await execa('unshare', ['-rm', 'sh', '-c', script, 'sh', root, 'true'], { reject: false });
    if (probe.exitCode !== 0) {
      context.skip('this machine lets no test mount a folder read-only (unshare -rm)');
    }
    const words = [process.execPath, cliFile, 'rollback', '--env', 'sandbox', '--reason', 'read-only'];
    const env = { ...world.env, HOME: '/nonexistent' };

    const run = await execa('unshare', ['-rm', 'sh', '-c', script, 'sh', root, ...words], {
      cwd: world.folder,
      env,
      reject: false,
    });

    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 6 });
    expect(run.stderr).toContain('DisableRule');
    await expectStopped();
  });

  it('completes a torn last line in the open, without a spill', async () => {
    appendFileSync(ledger(), '{"v":1,"seq":');

    const run = await world.cli(['rollback', '--reason', 'torn']);

    expect({ exitCode: run.exitCode, stderr: run.stderr }).toMatchObject({ exitCode: 0 });
    expect(verified()).toBe('partly-signed');
  });
});
