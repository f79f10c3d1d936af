import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AwsServices } from '../../src/aws/services.ts';
import { endRun, resultOfFailure } from '../../src/commands/end-run.ts';
import type { RecordedRun } from '../../src/commands/recorded-run.ts';
import type { Environment } from '../../src/domain/environment.ts';
import { waitUntil } from '../../src/runtime/wait-until.ts';
import { startTestWorld, type TestWorld } from '../support/sandbox-toolbox.ts';

/* Every function of every adapter against the sandbox, which reads the wire on its own account. */

let world: TestWorld;
let run: RecordedRun;
let aws: AwsServices;
let environment: Environment;
beforeAll(async () => {
  world = await startTestWorld();
  run = (await world.begin({ words: ['preflight'], evidence: 'required' })).recorded;
  ({ aws, environment } = run.toolbox);
});
afterAll(async () => {
  await endRun(run, resultOfFailure(run, new Error('the test is over')));
  await world.stop();
});

describe('rules', () => {
  it('are described, switched on and off, with request ids', async () => {
    const { rule } = environment;

    expect(await aws.rules.enable(rule)).toMatch(/\S/);
    const enabled = await aws.rules.describe(rule);
    expect(await aws.rules.disable(rule)).toMatch(/\S/);
    const disabled = await aws.rules.describe(rule);

    expect(enabled).toMatchObject({
      name: rule,
      state: 'ENABLED',
      schedule: expect.stringMatching(/^(rate|cron)\(/),
    });
    expect(disabled?.state).toBe('DISABLED');
    expect(await aws.rules.describe('no-such-rule')).toBeNull();
  });

  it('name the function they start', async () => {
    const [target] = await aws.rules.targets(environment.rule);

    expect(target?.arn).toContain(`:function:${environment.function}`);
  });
});

describe('functions', () => {
  it('are read: configuration, image, policy, asynchronous settings', async () => {
    const { function: name } = environment;

    expect(await aws.functions.configuration(name)).toMatchObject({ name, state: 'Active' });
    expect(await aws.functions.imageUri(name)).toMatch(/@sha256:[0-9a-f]{64}$/);
    const [statement] = await aws.functions.policyStatements(name);
    expect(statement).toMatchObject({ Effect: 'Allow' });
    const asynchronous = await aws.functions.asyncConfig(name);
    expect(asynchronous === null || typeof asynchronous === 'object').toBe(true);
    expect(await aws.functions.aliasVersion(name, 'no-such-alias')).toBeNull();
    expect(await aws.functions.configuration('no-such-function')).toBeNull();
  });

  it('answer a probe, and refuse it once nothing may run', async () => {
    const { function: name } = environment;

    expect(await aws.functions.invoke(name, { mode: 'probe' })).toMatchObject({
      status: 200,
      functionError: null,
      payload: { buildId: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    await aws.functions.setReservedConcurrency(name, 0);
    expect(await aws.functions.reservedConcurrency(name)).toBe(0);
    expect(await aws.functions.invoke(name, { mode: 'probe' })).toMatchObject({
      status: 429,
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    await aws.functions.clearReservedConcurrency(name);
    expect(await aws.functions.reservedConcurrency(name)).toBeNull();
  });
});

describe('logs and metrics', () => {
  it('of a probe are there to be read', async () => {
    await aws.functions.invoke(environment.function, { mode: 'probe' });
    const configuration = await aws.functions.configuration(environment.function);
    const group = configuration?.logGroup ?? '';
    const started = await waitUntil({
      clock: run.toolbox.clock,
      deadlineMs: 60_000,
      intervalMs: 1_000,
      maxIntervalMs: 5_000,
      probe: () => firstStart(group),
    });

    expect(started.state).toBe('met');
    expect(await aws.logs.group(group)).toMatchObject({ name: group });
    expect(await aws.logs.group('/no/such/group')).toBeNull();
  });

  it('series without points are empty, and alarms are listed', async () => {
    const nowMs = run.toolbox.clock.now().getTime();
    const query = {
      id: 'none',
      namespace: 'no-such-namespace',
      name: 'Runs',
      dimensions: {},
      stat: 'Sum',
      periodSeconds: 60,
    } as const;

    const series = await aws.metrics.series([query], { startMs: nowMs - 3_600_000, endMs: nowMs });
    const alarms = await aws.metrics.alarms('');

    expect(series.get('none')).toEqual([]);
    expect(alarms.length).toBeGreaterThan(0);
    expect(alarms.every(({ arn }) => arn.startsWith('arn:aws:cloudwatch:'))).toBe(true);
  });
});

/** Log events show up some seconds after they were written. */
async function firstStart(group: string): Promise<string | null> {
  for await (const { message } of aws.logs.filter(group, { startMs: 0 })) {
    if (message.startsWith('START RequestId')) return message;
  }
  return null;
}

describe('tables, images, secrets, topics', () => {
  it('tables are there with their keys; no claim is open before any run', async () => {
    const { tables } = environment;

    expect(await aws.tables.describe(tables.control)).toMatchObject({
      status: 'ACTIVE',
      keys: ['scope', 'name'],
    });
    expect(await aws.tables.openClaims(tables.claims)).toEqual([]);
    expect(await aws.tables.claimsOfRun(tables.claims, 'no-such-run')).toEqual([]);
    expect(await aws.control.runsSince('2020-01-01T00:00:00.000Z')).toEqual(expect.any(Array));
  });

  it('the image that runs is in its repository', async () => {
    const image = await aws.functions.imageUri(environment.function);
    const [path = '', digest = ''] = (image ?? '').split('@');
    const repository = path.slice(path.indexOf('/') + 1);

    expect(await aws.images.describe(repository, digest)).toMatchObject({ tags: expect.any(Array) });
    expect(await aws.images.describe(repository, `sha256:${'0'.repeat(64)}`)).toBeNull();
    expect(await aws.images.describe('no-such-repository', digest)).toBeNull();
  });

  it('secrets exist or not', async () => {
    expect(await aws.secrets.exists('naver-sms-automation/slack-credentials')).toBe(true);
    expect(await aws.secrets.exists('no-such-secret')).toBe(false);
  });

  it('the topic of the alarms reaches somebody', async () => {
    const [alarm] = await aws.metrics.alarms('');
    const topic = alarm?.alarmActions[0] ?? '';

    expect(await aws.topics.subscriptions(topic)).toContainEqual(
      expect.objectContaining({ isConfirmed: true }),
    );
    expect(await aws.topics.subscriptions(`${topic}-not-there`)).toBeNull();
  });
});

describe('the relay', () => {
  it('announces to both channels and gives their receipts', async () => {
    const request = { mode: 'announce', nonce: 'nonce-1', occasion: 'start', text: 'invented' } as const;

    const response = await aws.relay.announce(environment.relay, request);

    expect(response.receipts.map(({ channel, state }) => [channel, state]).toSorted()).toEqual([
      ['slack', 'delivered'],
      ['telegram', 'delivered'],
    ]);
    expect(world.sandbox.inspect().slackMessages).toHaveLength(1);
  });
});

describe('all of it', () => {
  it('was recorded without an error and without asking for anything that the sandbox does not know', async () => {
    expect(world.sandbox.inspect().unknownOperations).toEqual({});
    const unnamed = world
      .ledger()
      .filter(({ kind, step }) => kind === 'observation' && step.includes('Client'));
    expect(unnamed).toEqual([]);
  });
});
