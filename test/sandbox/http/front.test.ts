import { request } from 'node:http';
import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { waitUntil } from '../../../src/runtime/wait-until.ts';
import type { Fault, FaultKind } from '../../../src/sandbox/faults/fault.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { testOptions, testWorld } from '../test-world.ts';

const Name = testWorld.rule;
const running: Sandbox[] = [];

afterEach(async () => {
  for (const sandbox of running.splice(0)) {
    expect(sandbox.inspect().problems).toEqual([]);
    await sandbox.stop();
  }
});

async function start(faults: readonly Fault[] = []) {
  const sandbox = await startSandbox(testOptions({ faults }));
  running.push(sandbox);
  const { endpoint, credentials } = sandbox;
  const options = { endpoint, credentials, region: testWorld.region, maxAttempts: 1 };
  return { sandbox, options, events: new EventBridgeClient(options) };
}

function onEnable(kind: FaultKind, more: Partial<Fault> = {}): Fault {
  return { service: 'events', operation: 'EnableRule', kind, ...more };
}

async function stateOf(events: EventBridgeClient): Promise<string | undefined> {
  return (await events.send(new DescribeRuleCommand({ Name }))).State;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

async function call(url: string, method = 'GET', { headers = {}, body = '' } = {}): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode = 0, headers: answered } = response;
        resolve({ status: statusCode, headers: answered, body: Buffer.concat(chunks).toString() });
      });
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

describe('the front', () => {
  it('marks every answer as the sandbox’s and dates it in virtual time', async () => {
    const { sandbox } = await start();
    await sandbox.clock.sleep(3 * 3_600_000);
    const headers = { 'x-amz-target': 'AWSEvents.DescribeRule' };
    const answer = await call(sandbox.endpoint, 'POST', { headers, body: JSON.stringify({ Name }) });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'x-naver-sms-sandbox': '1',
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
    });
    expect(Number(answer.headers['x-naver-sms-time-offset-ms'])).toBeGreaterThan(3 * 3_600_000 - 1000);
    expect(Math.abs(Date.parse(String(answer.headers.date)) - sandbox.clock.nowMs())).toBeLessThan(5000);
  });

  it('takes requests whose signature is dated hours ago', async () => {
    const { sandbox, options } = await start();
    await sandbox.clock.sleep(24 * 3_600_000);
    const { Account } = await new STSClient(options).send(new GetCallerIdentityCommand({}));
    expect(Account).toBe(testWorld.account);
  });

  it('answers an unknown operation as each protocol does, and counts it', async () => {
    const { sandbox } = await start();
    const json = await call(sandbox.endpoint, 'POST', {
      headers: { 'x-amz-target': 'AWSEvents.PutEvents' },
      body: '{}',
    });
    const query = await call(sandbox.endpoint, 'POST', { body: 'Action=GetSessionToken&Version=2011-06-15' });
    const rest = await call(`${sandbox.endpoint}/2015-03-31/event-source-mappings`);
    expect([json.status, JSON.parse(json.body).__type]).toEqual([400, 'UnknownOperationException']);
    expect([query.status, /<Code>InvalidAction<\/Code>/.test(query.body)]).toEqual([400, true]);
    expect([rest.status, rest.headers['x-amzn-errortype']]).toEqual([404, 'UnknownOperationException']);
    expect(sandbox.inspect().unknownOperations).toEqual({
      'events:PutEvents': 1,
      'sts:GetSessionToken': 1,
      'lambda:GET /2015-03-31/event-source-mappings': 1,
    });
  });

  it('refuses a body that is no JSON, and a call that lacks a field, in the service’s own words', async () => {
    const { sandbox, events, options } = await start();
    const headers = { 'x-amz-target': 'AWSEvents.DescribeRule' };
    const torn = await call(sandbox.endpoint, 'POST', { headers, body: '{' });
    expect([torn.status, JSON.parse(torn.body).__type]).toEqual([400, 'SerializationException']);
    await expect(events.send(new DescribeRuleCommand({ Name: undefined }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const alarm = new SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'OK', StateReason: 'x' });
    await expect(new CloudWatchClient(options).send(alarm)).rejects.toMatchObject({
      name: 'ResourceNotFound',
    });
  });

  it('speaks CloudWatch’s Query protocol too, for clients that still do', async () => {
    const { sandbox, options } = await start();
    const put = new URLSearchParams({
      Action: 'PutMetricAlarm',
      Version: '2010-08-01',
      AlarmName: 'by <query>',
      MetricName: 'Errors',
      Namespace: 'AWS/Lambda',
      Statistic: 'Sum',
      Period: '60',
      EvaluationPeriods: '1',
      Threshold: '1',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      'Dimensions.member.1.Name': 'FunctionName',
      'Dimensions.member.1.Value': 'f',
    });
    expect((await call(sandbox.endpoint, 'POST', { body: put.toString() })).status).toBe(200);
    const { MetricAlarms } = await new CloudWatchClient(options).send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms).toMatchObject([
      { AlarmName: 'by <query>', Dimensions: [{ Name: 'FunctionName', Value: 'f' }] },
    ]);
    const xml = await call(sandbox.endpoint, 'POST', { body: 'Action=DescribeAlarms&Version=2010-08-01' });
    expect(xml.body).toContain('<AlarmName>by &lt;query&gt;</AlarmName>');
    expect(xml.body).toMatch(/<StateUpdatedTimestamp>\d{4}-\d\d-\d\dT/);
  });
});

describe('a fault', () => {
  it('of throttling is answered twice and then no more', async () => {
    const { events } = await start([onEnable('throttle', { times: 2 })]);
    const enable = () => events.send(new EnableRuleCommand({ Name }));
    await expect(enable()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(enable()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(await stateOf(events)).toBe('DISABLED');
    await enable();
    expect(await stateOf(events)).toBe('ENABLED');
  });

  it('is retried by the SDK where the kind is one that it retries', async () => {
    const { sandbox } = await start([onEnable('server-error', { times: 2 })]);
    const { endpoint, credentials } = sandbox;
    const patient = new EventBridgeClient({
      endpoint,
      credentials,
      region: testWorld.region,
      maxAttempts: 3,
    });
    const { $metadata } = await patient.send(new EnableRuleCommand({ Name }));
    expect($metadata.attempts).toBe(3);
  });

  it.each([
    ['access-denied', { name: 'AccessDeniedException' }],
    ['server-error', { $metadata: { httpStatusCode: 500 } }],
    ['html-503', { $metadata: { httpStatusCode: 503 } }],
  ] as const)('of kind %s has no effect', async (kind, expected) => {
    const { events } = await start([onEnable(kind)]);
    await expect(events.send(new EnableRuleCommand({ Name }))).rejects.toMatchObject(expected);
    expect(await stateOf(events)).toBe('DISABLED');
  });

  it.each([
    ['timeout-before', 'DISABLED'],
    ['timeout-after', 'ENABLED'],
  ] as const)('of kind %s never answers and leaves the rule %s', async (kind, state) => {
    const { sandbox, events } = await start([onEnable(kind)]);
    const abort = new AbortController();
    const sent = events.send(new EnableRuleCommand({ Name }), { abortSignal: abort.signal });
    await untilCalled(sandbox, 'EnableRule');
    abort.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    expect(await stateOf(events)).toBe(state);
  });

  it.each([
    ['hold-before', 'DISABLED'],
    ['hold-after', 'ENABLED'],
  ] as const)(
    'of kind %s holds the call until it is released, the rule being %s meanwhile',
    async (kind, state) => {
      const { sandbox, events } = await start([onEnable(kind)]);
      const sent = events.send(new EnableRuleCommand({ Name }));
      const id = await heldId(sandbox);
      expect(await stateOf(events)).toBe(state);
      const body = JSON.stringify({ id });
      const released = await call(`${sandbox.endpoint}/_sandbox/release`, 'POST', { body });
      expect(JSON.parse(released.body)).toEqual({ released: true });
      await sent;
      expect(await stateOf(events)).toBe('ENABLED');
      expect(sandbox.inspect().heldCalls).toEqual([]);
    },
  );

  it('of holding forgets a client that went away, and what it asked for is not done', async () => {
    const { sandbox, events } = await start([onEnable('hold-before')]);
    const abort = new AbortController();
    const sent = events.send(new EnableRuleCommand({ Name }), { abortSignal: abort.signal });
    await heldId(sandbox);
    abort.abort();
    await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
    await until(async () => (sandbox.inspect().heldCalls.length === 0 ? true : null));
    expect(await stateOf(events)).toBe('DISABLED');
  });

  it('of a torn body makes the effect and breaks off the answer', async () => {
    const { sandbox, options } = await start();
    sandbox.addFault({ service: 'lambda', operation: 'Invoke', kind: 'torn-body' });
    const invoke = new InvokeCommand({ FunctionName: testWorld.function, Payload: '{"act":"echo"}' });
    await expect(new LambdaClient(options).send(invoke)).rejects.toThrow();
    expect(sandbox.inspect().invocations).toHaveLength(1);
  });

  it('of a stale read shows the rule as it was when it was last described', async () => {
    const { sandbox, events } = await start();
    expect(await stateOf(events)).toBe('DISABLED');
    await events.send(new EnableRuleCommand({ Name }));
    sandbox.addFault({ service: 'events', operation: 'DescribeRule', kind: 'stale-read' });
    expect(await stateOf(events)).toBe('DISABLED');
    expect(await stateOf(events)).toBe('ENABLED');
  });

  it('hits the nth call after it was added, by the control endpoint', async () => {
    const { sandbox, events } = await start();
    const fault = { service: 'events', operation: 'DescribeRule', kind: 'throttle', nth: 2 };
    const added = await call(`${sandbox.endpoint}/_sandbox/faults`, 'POST', { body: JSON.stringify(fault) });
    expect(added.status).toBe(200);
    expect(await stateOf(events)).toBe('DISABLED');
    await expect(stateOf(events)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(await stateOf(events)).toBe('DISABLED');
    const unknown = JSON.stringify({ ...fault, kind: 'earthquake' });
    expect((await call(`${sandbox.endpoint}/_sandbox/faults`, 'POST', { body: unknown })).status).toBe(400);
  });
});

describe('control endpoints', () => {
  it('let another process sleep on virtual time and read the clock', async () => {
    const { sandbox } = await start();
    const before = sandbox.clock.nowMs();
    const body = JSON.stringify({ ms: 20 * 60_000 });
    const slept = JSON.parse((await call(`${sandbox.endpoint}/_sandbox/sleep`, 'POST', { body })).body);
    expect(slept.nowMs - before).toBeGreaterThanOrEqual(20 * 60_000);
    const clock = JSON.parse((await call(`${sandbox.endpoint}/_sandbox/clock`)).body);
    expect(clock.offsetMs).toBe(sandbox.clock.offsetMs);
  });

  it('forget a sleeper whose client hung up', async () => {
    const { sandbox } = await start();
    const end = sandbox.clock.flights.begin('holds time');
    const asked = request(`${sandbox.endpoint}/_sandbox/sleep`, { method: 'POST' });
    asked.on('error', () => undefined);
    asked.end(JSON.stringify({ ms: 1e9 }));
    const sleepers = () => sandbox.clock.pending.filter(({ name }) => name === 'sleeper').length;
    await until(async () => (sleepers() === 1 ? true : null));
    asked.destroy();
    await until(async () => (sleepers() === 0 ? true : null));
    end();
    expect(sandbox.clock.offsetMs).toBeLessThan(60_000);
  });

  it('show the state as inspect() does, and refuse what is not there', async () => {
    const { sandbox } = await start();
    const state = JSON.parse((await call(`${sandbox.endpoint}/_sandbox/state`)).body);
    expect(Object.keys(state).sort()).toEqual(Object.keys(sandbox.inspect()).sort());
    expect((await call(`${sandbox.endpoint}/_sandbox/nothing`)).status).toBe(404);
    expect((await call(`${sandbox.endpoint}/_sandbox/sleep`, 'POST', { body: '{"ms":"soon"}' })).status).toBe(
      400,
    );
  });
});

async function until<T>(probe: () => Promise<T | null>): Promise<T> {
  const waited = await waitUntil({
    clock: systemClock,
    deadlineMs: 120_000,
    intervalMs: 2,
    maxIntervalMs: 20,
    probe,
  });
  if (waited.state === 'deadline') throw new Error('it did not come to be within two minutes');
  return waited.value;
}

async function heldId(sandbox: Sandbox): Promise<string> {
  return await until(async () => sandbox.inspect().heldCalls[0]?.id ?? null);
}

async function untilCalled(sandbox: Sandbox, operation: string): Promise<void> {
  await until(async () =>
    sandbox.inspect().calls.some((entry) => entry.operation === operation) ? true : null,
  );
}
