import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { describeIfPresent } from '../support/needs.ts';
import { testOptions, testWorld } from './test-world.ts';

const found = spawnSync('aws', ['--version'], { encoding: 'utf8' });
const missing = found.status === 0 ? null : 'the aws command is not installed';

let sandbox: Sandbox;

beforeAll(async () => {
  const alarm = {
    name: 'send-errors',
    namespace: 'AWS/Lambda',
    metric: 'Errors',
    dimensions: { FunctionName: testWorld.function },
    statistic: 'Sum',
    periodSeconds: 300,
    evaluationPeriods: 1,
    threshold: 1,
    comparison: 'GreaterThanOrEqualToThreshold',
    treatMissingData: 'notBreaching',
  } as const;
  sandbox = await startSandbox(testOptions({ world: { ...testWorld, alarms: [alarm] } }));
});

afterAll(async () => {
  expect(sandbox.inspect().problems).toEqual([]);
  expect(sandbox.inspect().unknownOperations).toEqual({});
  await sandbox.stop();
});

async function aws(...words: readonly string[]) {
  const { stdout } = await promisify(execFile)(
    'aws',
    [...words, '--endpoint-url', sandbox.endpoint, '--output', 'json'],
    {
      env: {
        PATH: process.env.PATH,
        HOME: '/nonexistent',
        AWS_ACCESS_KEY_ID: sandbox.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: sandbox.credentials.secretAccessKey,
        AWS_DEFAULT_REGION: testWorld.region,
      },
    },
  );
  return stdout.trim() === '' ? null : JSON.parse(stdout);
}

describeIfPresent(missing, 'the aws command pointed at the sandbox', () => {
  it('describes, enables and disables the rule', async () => {
    const name = ['--name', testWorld.rule];
    expect(await aws('events', 'describe-rule', ...name)).toMatchObject({ State: 'DISABLED' });
    await aws('events', 'enable-rule', ...name);
    expect(await aws('events', 'describe-rule', ...name)).toMatchObject({ State: 'ENABLED' });
    await aws('events', 'disable-rule', ...name);
    expect(await aws('events', 'describe-rule', ...name)).toMatchObject({ State: 'DISABLED' });
  });

  it('runs a function and reads its log with filter-log-events, over all pages', {
    timeout: 60_000,
  }, async () => {
    const payload = [
      '--cli-binary-format',
      'raw-in-base64-out',
      '--payload',
      '{"act":"log","lines":["hello"]}',
    ];
    const isVersion1 = found.stdout.startsWith('aws-cli/1');
    const invoked = await aws(
      'lambda',
      'invoke',
      '--function-name',
      testWorld.function,
      ...(isVersion1 ? payload.slice(2) : payload),
      '/dev/null',
    );
    expect(invoked).toMatchObject({ StatusCode: 200 });
    await sandbox.clock.sleep(10_000);
    const { events } = await aws(
      'logs',
      'filter-log-events',
      '--log-group-name',
      testWorld.logGroup,
      '--filter-pattern',
      'hello',
    );
    expect(events).toMatchObject([{ message: 'hello\n' }]);
  });

  it('reads alarms, identity and the function’s concurrency', async () => {
    const { MetricAlarms } = await aws('cloudwatch', 'describe-alarms');
    expect(MetricAlarms).toMatchObject([{ AlarmName: 'send-errors', StateValue: 'OK' }]);
    // Version 1 prints epoch seconds as they came, version 2 a date.
    const updated = MetricAlarms[0].StateUpdatedTimestamp;
    const updatedMs = typeof updated === 'number' ? updated * 1000 : Date.parse(updated);
    expect(Math.abs(updatedMs - sandbox.clock.nowMs())).toBeLessThan(600_000);
    expect(await aws('sts', 'get-caller-identity')).toMatchObject({ Account: testWorld.account });
    const name = ['--function-name', testWorld.function];
    await aws('lambda', 'put-function-concurrency', ...name, '--reserved-concurrent-executions', '0');
    expect(await aws('lambda', 'get-function-concurrency', ...name)).toEqual({
      ReservedConcurrentExecutions: 0,
    });
  });
});
