import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECRClient } from '@aws-sdk/client-ecr';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';

/** The account that moto pretends to be; the sandbox takes the same, so that ARNs can be compared. */
export const account = '123456789012';
export const region = 'ap-northeast-2';

/** One pretend AWS with the real SDK's clients pointed at it. */
export interface World {
  readonly name: 'sandbox' | 'moto';
  readonly endpoint: string;
  readonly events: EventBridgeClient;
  readonly tables: DynamoDBClient;
  readonly logs: CloudWatchLogsClient;
  readonly metrics: CloudWatchClient;
  readonly topics: SNSClient;
  readonly identity: STSClient;
  readonly secrets: SecretsManagerClient;
  readonly registry: ECRClient;
  readonly functions: LambdaClient;
  /** A function that is there. */
  readonly functionName: string;
}

export function worldAt(name: World['name'], endpoint: string): World {
  const config = {
    endpoint,
    region,
    credentials: { accessKeyId: 'invented', secretAccessKey: 'invented' },
    maxAttempts: 1,
  };
  return {
    name,
    endpoint,
    events: new EventBridgeClient(config),
    tables: new DynamoDBClient(config),
    logs: new CloudWatchLogsClient(config),
    metrics: new CloudWatchClient(config),
    topics: new SNSClient(config),
    identity: new STSClient(config),
    secrets: new SecretsManagerClient(config),
    registry: new ECRClient(config),
    functions: new LambdaClient(config),
    functionName: 'sender',
  };
}
