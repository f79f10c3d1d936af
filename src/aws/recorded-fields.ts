/*
 * The allow-list of what goes into a call record, per operation. A field that is not here is dropped and named as
 * dropped: presigned code URLs, environment values, log messages, endpoints of subscribers, phone numbers.
 */
import type { FieldList } from './keep-listed-fields.ts';

export interface RecordedFields {
  readonly input?: FieldList;
  readonly output?: FieldList;
}

const rule: FieldList = { Name: true, EventBusName: true };
const target: FieldList = {
  Id: true,
  Arn: true,
  RetryPolicy: true,
  DeadLetterConfig: true,
};
const functionInput: FieldList = { FunctionName: true, Qualifier: true };

/** Control items hold no personal data; values stay in DynamoDB's own notation, as they went over the wire. */
const controlItem: FieldList = {
  scope: true,
  name: true,
  value: true,
  bumpedAt: true,
  bumpedBy: true,
  takenAt: true,
  takenBy: true,
  owner: true,
  operation: true,
  run: true,
  since: true,
  expiresAt: true,
  mode: true,
  buildId: true,
  approvedBy: true,
  approvedAt: true,
  until: true,
  reason: true,
  otherSenders: true,
  otherSendersAt: true,
  nextBuildId: true,
  nextApprovedBy: true,
  nextApprovedAt: true,
  nextReason: true,
  firstApprovedAt: true,
  lastLiveAt: true,
  warnedOf: true,
  who: true,
  why: true,
  at: true,
  function: true,
  previous: true,
  setBy: true,
  runNo: true,
  lines: true,
  sha256: true,
  startedAt: true,
  timeoutAt: true,
  endedAt: true,
  requestId: true,
  outcome: true,
  consecutiveFailures: true,
  lastOutcome: true,
  lastAttemptAt: true,
  lastRun: true,
  blockedUntil: true,
  needsOperator: true,
  refusedSecretVersion: true,
  revision: true,
  daysAhead: true,
  farBacklog: true,
  stores: true,
  acceptedBy: true,
  acceptedAt: true,
};
const claimItem: FieldList = {
  booking_num: true,
  kind: true,
  state: true,
  claimed_at: true,
  run_id: true,
  sens_request_id: true,
};
const tableWrite: FieldList = {
  TableName: true,
  Key: { scope: true, name: true },
  Item: controlItem,
  ConditionExpression: true,
  UpdateExpression: true,
  ExpressionAttributeNames: true,
  ReturnValues: true,
};

const alarm: FieldList = {
  AlarmName: true,
  AlarmArn: true,
  StateValue: true,
  StateReason: true,
  StateUpdatedTimestamp: true,
  ActionsEnabled: true,
  AlarmActions: true,
  OKActions: true,
  InsufficientDataActions: true,
  Namespace: true,
  MetricName: true,
  Dimensions: true,
  ComparisonOperator: true,
  Threshold: true,
  Period: true,
  EvaluationPeriods: true,
  TreatMissingData: true,
};

export const recordedFields: Readonly<Record<string, RecordedFields>> = {
  'sts:GetCallerIdentity': { output: { Account: true, Arn: true } },
  'events:DescribeRule': {
    input: rule,
    output: { Name: true, Arn: true, State: true, ScheduleExpression: true, EventBusName: true },
  },
  'events:ListTargetsByRule': { input: { Rule: true }, output: { Targets: target } },
  'events:EnableRule': { input: rule },
  'events:DisableRule': { input: rule },
  'lambda:GetFunctionConfiguration': {
    input: functionInput,
    output: {
      FunctionName: true,
      FunctionArn: true,
      Version: true,
      Role: true,
      State: true,
      LastUpdateStatus: true,
      MemorySize: true,
      Timeout: true,
      EphemeralStorage: true,
      Architectures: true,
      PackageType: true,
      CodeSha256: true,
      RevisionId: true,
      LastModified: true,
      LoggingConfig: true,
    },
  },
  'lambda:GetFunction': {
    input: functionInput,
    output: { Code: { ResolvedImageUri: true, ImageUri: true, RepositoryType: true } },
  },
  'lambda:GetAlias': {
    input: { FunctionName: true, Name: true },
    output: { Name: true, AliasArn: true, FunctionVersion: true, RevisionId: true, RoutingConfig: true },
  },
  'lambda:GetPolicy': { input: functionInput, output: { Policy: true, RevisionId: true } },
  'lambda:GetFunctionConcurrency': { input: functionInput, output: { ReservedConcurrentExecutions: true } },
  'lambda:PutFunctionConcurrency': {
    input: { FunctionName: true, ReservedConcurrentExecutions: true },
    output: { ReservedConcurrentExecutions: true },
  },
  'lambda:DeleteFunctionConcurrency': { input: functionInput },
  'lambda:GetFunctionEventInvokeConfig': {
    input: functionInput,
    output: { MaximumRetryAttempts: true, MaximumEventAgeInSeconds: true, FunctionArn: true },
  },
  'lambda:Invoke': {
    input: { FunctionName: true, InvocationType: true, Qualifier: true },
    output: { StatusCode: true, FunctionError: true, ExecutedVersion: true, Payload: true },
  },
  'logs:DescribeLogGroups': {
    input: { logGroupNamePrefix: true },
    output: { logGroups: { logGroupName: true, retentionInDays: true, arn: true, creationTime: true } },
  },
  'logs:FilterLogEvents': {
    input: { logGroupName: true, startTime: true, endTime: true, filterPattern: true },
    output: { events: { eventId: true, timestamp: true, ingestionTime: true, logStreamName: true } },
  },
  'cloudwatch:GetMetricData': {
    input: { MetricDataQueries: true, StartTime: true, EndTime: true, ScanBy: true },
    output: { MetricDataResults: true, Messages: true },
  },
  'cloudwatch:DescribeAlarms': {
    input: { AlarmNamePrefix: true, AlarmTypes: true, ParentsOfAlarmName: true },
    output: { MetricAlarms: alarm, CompositeAlarms: alarm },
  },
  'cloudwatch:DescribeAlarmHistory': {
    input: { AlarmName: true, AlarmTypes: true, StartDate: true, ScanBy: true },
    output: {
      AlarmHistoryItems: { Timestamp: true, HistoryItemType: true, HistorySummary: true, HistoryData: true },
    },
  },
  'cloudwatch:SetAlarmState': { input: { AlarmName: true, StateValue: true, StateReason: true } },
  'dynamodb:GetItem': {
    input: { TableName: true, Key: { scope: true, name: true }, ConsistentRead: true },
    output: { Item: controlItem },
  },
  'dynamodb:PutItem': { input: tableWrite },
  'dynamodb:UpdateItem': { input: tableWrite, output: { Attributes: controlItem } },
  'dynamodb:DeleteItem': { input: tableWrite },
  /** The claims table alone: its keys hold phone numbers, so that the conditions are kept and the keys are not. */
  'dynamodb:TransactWriteItems': {
    input: {
      TransactItems: {
        Update: {
          TableName: true,
          ConditionExpression: true,
          UpdateExpression: true,
          ExpressionAttributeNames: true,
        },
      },
    },
  },
  'dynamodb:Query': {
    input: {
      TableName: true,
      IndexName: true,
      ConsistentRead: true,
      KeyConditionExpression: true,
      ExpressionAttributeNames: true,
      ExpressionAttributeValues: true,
      ProjectionExpression: true,
    },
    output: { Count: true, ScannedCount: true, Items: { ...controlItem, ...claimItem } },
  },
  'dynamodb:DescribeTable': {
    input: { TableName: true },
    output: {
      Table: { TableName: true, TableStatus: true, ItemCount: true, KeySchema: true, TableArn: true },
    },
  },
  'dynamodb:DescribeTimeToLive': {
    input: { TableName: true },
    output: { TimeToLiveDescription: { TimeToLiveStatus: true, AttributeName: true } },
  },
  'ecr:DescribeImages': {
    input: { repositoryName: true, imageIds: true },
    output: {
      imageDetails: {
        imageDigest: true,
        imageTags: true,
        imagePushedAt: true,
        imageScanStatus: true,
        imageScanFindingsSummary: true,
      },
    },
  },
  'secretsmanager:DescribeSecret': {
    input: { SecretId: true },
    output: { Name: true, DeletedDate: true, LastChangedDate: true, VersionIdsToStages: true },
  },
  'sns:ListSubscriptionsByTopic': {
    input: { TopicArn: true },
    output: { Subscriptions: { Protocol: true, SubscriptionArn: true, TopicArn: true } },
  },
};
