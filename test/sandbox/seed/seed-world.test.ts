import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { ordinaryScenario, type WorldScenario, type WorldSpec } from '../../../src/sandbox/world-spec.ts';

const world: WorldSpec = {
  account: '000000000000',
  region: 'ap-northeast-2',
  rule: 'rule',
  function: 'sender',
  relay: 'relay',
  legacy: { rule: 'old-rule', function: 'old', operational: false },
  drill: null,
  tables: { sms: 'sms', claims: 'sms_claims', session: 'session', control: 'naver-sms-control' },
  logGroup: '/aws/lambda/sender',
  alarms: [],
  topicArn: 'arn:aws:sns:ap-northeast-2:000000000000:alerts',
  bundles: { run: '/none', relay: '/none' },
};

describe('the seeded world', () => {
  let sandbox: Sandbox;
  let config: { endpoint: string; region: string; credentials: Sandbox['credentials'] };

  const start = async (scenario: Partial<WorldScenario> = {}) => {
    sandbox = await startSandbox({
      world,
      seed: 1,
      faults: [],
      realTime: false,
      scenario: { ...ordinaryScenario, ...scenario },
      startMs: Date.parse('2026-11-23T05:00:00Z'),
    });
    config = { endpoint: sandbox.endpoint, region: world.region, credentials: sandbox.credentials };
  };
  afterEach(() => sandbox.stop());

  const statusWithSeededCookies = async () => {
    const client = new DynamoDBClient(config);
    const { Item } = await client.send(new GetItemCommand({ TableName: 'session', Key: { id: { S: '1' } } }));
    client.destroy();
    const cookies: { name: string; value: string }[] = JSON.parse(Item?.cookies?.S ?? '[]');
    const answer = await fetch(
      `${sandbox.worldEndpoint}/booking/v3.1/businesses/1051707/bookings/count?bookingStatusCodes=RC03`,
      { headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') } },
    );
    return answer.status;
  };

  it('has a session that the booking API takes, unless the scenario says that it is over', async () => {
    await start();
    expect(await statusWithSeededCookies()).toBe(200);
    await sandbox.stop();

    await start({ session: 'expired' });
    expect(await statusWithSeededCookies()).toBe(401);
  });

  it('has rows of the sender before us in the form that it wrote', async () => {
    await start();
    const client = new DynamoDBClient(config);

    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'sms' }));
    client.destroy();

    expect(Items.length).toBeGreaterThan(80);
    for (const item of Items) {
      expect(item.booking_num?.S).toMatch(/^\d+_\d+$/);
      expect(item.phone?.S).toMatch(/^010-0000-\d{4}$/);
      expect(item.booking_time?.S).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      expect(item.confirm_sms?.BOOL).toBe(true);
    }
  });

  it('has the secrets that the neighbours check, and the relay at the alarm topic', async () => {
    await start();
    const secrets = new SecretsManagerClient(config);
    const topics = new SNSClient(config);

    const { SecretString } = await secrets.send(
      new GetSecretValueCommand({ SecretId: 'naver-sms-automation/sens-credentials' }),
    );
    const { Subscriptions } = await topics.send(
      new ListSubscriptionsByTopicCommand({ TopicArn: world.topicArn }),
    );
    for (const client of [secrets, topics]) client.destroy();

    expect(Object.keys(JSON.parse(SecretString ?? '{}'))).toEqual(['access_key', 'secret_key', 'service_id']);
    expect(Subscriptions).toMatchObject([
      { Protocol: 'lambda', Endpoint: 'arn:aws:lambda:ap-northeast-2:000000000000:function:relay' },
    ]);
  });
});
