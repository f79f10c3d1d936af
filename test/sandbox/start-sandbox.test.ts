import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/runtime/clock.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';
import { type Sandbox, type StartOptions, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { testOptions, testWorld } from './test-world.ts';

const program = `${import.meta.dirname}/lambda/probe-program.mjs`;

async function start(changes: Partial<StartOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(testOptions(changes));
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

function clientOptions({ endpoint, credentials }: Sandbox) {
  return { endpoint, credentials, region: testWorld.region, maxAttempts: 1 };
}

async function until(isTrue: () => boolean): Promise<void> {
  const probe = async () => (isTrue() ? true : null);
  const waited = await waitUntil({
    clock: systemClock,
    deadlineMs: 120_000,
    intervalMs: 5,
    maxIntervalMs: 50,
    probe,
  });
  expect(waited.state).toBe('met');
}

function processesOf(path: string): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(path) && !line.startsWith('ps '));
}

describe('startSandbox', () => {
  it('leaves no child process, socket or held call behind when it is stopped in the middle of runs', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-stop-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const run = join(folder, 'run.mjs');
    await copyFile(program, run);
    const sandbox = await start({ world: { ...testWorld, bundles: { run, relay: run } } });
    sandbox.addFault({ service: 'sts', operation: 'GetCallerIdentity', kind: 'hold-before' });
    const lambda = new LambdaClient(clientOptions(sandbox));
    const send = (act: string) =>
      lambda.send(new InvokeCommand({ FunctionName: testWorld.function, Payload: JSON.stringify({ act }) }));
    const held = new STSClient(clientOptions(sandbox)).send(new GetCallerIdentityCommand({}));
    const runs = Promise.allSettled([send('hang'), send('hangWithChild'), held]);
    await until(() => processesOf(run).length === 2 && sandbox.inspect().heldCalls.length === 1);
    await sandbox.stop();
    expect((await runs).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await until(() => sandbox.inspect().heldCalls.length === 0);
    expect(processesOf(run)).toEqual([]);
    expect(sandbox.clock.pending).toEqual([]);
    expect(sandbox.inspect().problems).toEqual([]);
  });

  it('takes a client that dies in the middle of its request as that client’s own affair', async () => {
    const sandbox = await start();
    const socket = connect(Number(new URL(sandbox.endpoint).port), '127.0.0.1');
    socket.write(
      'POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSEvents.EnableRule\r\ncontent-length: 100\r\n\r\n{"Na',
    );
    await until(() => sandbox.clock.flights.count === 1);
    socket.destroy();
    await until(() => sandbox.clock.flights.count === 0);
    expect(sandbox.inspect().calls).toEqual([]);
    expect(sandbox.inspect().problems).toEqual([]);
  });

  it('tells the same story twice from one seed: bookings, ids and the time of the first tick', async () => {
    const startMs = Date.UTC(2026, 10, 23, 5, 0, 0);
    const [one, two] = [await start({ startMs, seed: 7 }), await start({ startMs, seed: 7 })];
    const other = await start({ startMs, seed: 8 });
    const tickOf = ({ clock }: Sandbox) =>
      Math.round((clock.pending.find(({ name }) => name.startsWith('tick of'))?.atMs ?? 0) / 1000);
    expect(Math.abs(tickOf(one) - tickOf(two))).toBeLessThanOrEqual(2);
    expect(tickOf(one)).not.toBe(tickOf(other));
  });

  it('seeds alarms in the state of a silent metric, without having acted', async () => {
    const alarm = {
      namespace: 'naver-sms',
      metric: 'Runs',
      dimensions: {},
      statistic: 'Sum',
      periodSeconds: 300,
      evaluationPeriods: 1,
      threshold: 1,
      comparison: 'LessThanThreshold',
    } as const;
    const alarms = [
      { ...alarm, name: 'a', treatMissingData: 'notBreaching' },
      { ...alarm, name: 'b', treatMissingData: 'breaching' },
      { ...alarm, name: 'c', treatMissingData: 'missing' },
    ] as const;
    const sandbox = await start({ world: { ...testWorld, alarms } });
    await sandbox.clock.sleep(3 * 60_000);
    const client = new CloudWatchClient(clientOptions(sandbox));
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms.map(({ StateValue }) => StateValue)).toEqual(['OK', 'ALARM', 'INSUFFICIENT_DATA']);
    expect(sandbox.inspect().invocations).toEqual([]);
  });

  it('fails as a whole where a port is taken, and leaves nothing running', async () => {
    const sandbox = await start();
    const port = Number(new URL(sandbox.endpoint).port);
    await expect(startSandbox(testOptions({ port }))).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
