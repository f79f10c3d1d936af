import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { testOptions, testWorld } from '../test-world.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox(testOptions());
});

afterAll(async () => {
  expect(sandbox.inspect().problems).toEqual([]);
  await sandbox.stop();
});

function options() {
  const { endpoint, credentials } = sandbox;
  return { endpoint, credentials, region: testWorld.region, maxAttempts: 1 };
}

async function lookUp(AttributeKey: 'EventName' | 'ResourceName', AttributeValue: string) {
  const command = new LookupEventsCommand({ LookupAttributes: [{ AttributeKey, AttributeValue }] });
  return (await new CloudTrailClient(options()).send(command)).Events ?? [];
}

describe('LookupEvents', () => {
  it('shows a management call only after the delivery delay, with its request id and user agent', async () => {
    const events = new EventBridgeClient({ ...options(), customUserAgent: 'led/0123abcd' });
    const { $metadata } = await events.send(new EnableRuleCommand({ Name: testWorld.rule }));
    expect(await lookUp('EventName', 'EnableRule')).toEqual([]);
    await sandbox.clock.sleep(6 * 60_000);
    const [event] = await lookUp('EventName', 'EnableRule');
    const record = JSON.parse(event?.CloudTrailEvent ?? '{}');
    expect(record).toMatchObject({
      eventSource: 'events.amazonaws.com',
      requestID: $metadata.requestId,
      requestParameters: { name: testWorld.rule },
      eventID: event?.EventId,
      readOnly: false,
    });
    expect(record.userAgent).toContain('led/0123abcd');
    expect(await lookUp('ResourceName', testWorld.rule)).toHaveLength(1);
  });

  it('never shows runs of a function: those are data events', async () => {
    const lambda = new LambdaClient(options());
    await lambda.send(new InvokeCommand({ FunctionName: testWorld.legacy.function }));
    await sandbox.clock.sleep(10 * 60_000);
    expect(await lookUp('EventName', 'Invoke')).toEqual([]);
  });
});
