import type { CallEntry } from '../http/call-log.ts';
import type { SandboxContext } from '../sandbox-context.ts';

/** One event as LookupEvents answers it. */
export interface TrailEvent {
  readonly EventId: string;
  readonly EventName: string;
  readonly ReadOnly: string;
  readonly AccessKeyId: string;
  readonly EventTime: Date;
  readonly EventSource: string;
  readonly Username: string;
  readonly Resources: readonly { readonly ResourceType: string; readonly ResourceName: string }[];
  /** The whole record, as JSON text. */
  readonly CloudTrailEvent: string;
}

/** The record of one call: requestID and userAgent are what a client can find its own calls by. */
export function recordEvent(context: SandboxContext, entry: CallEntry, eventId: string): TrailEvent {
  const readOnly = isReadOnly(entry.operation);
  const eventTime = new Date(Math.floor(entry.atMs / 1000) * 1000);
  const accessKeyId = entry.accessKeyId ?? '';
  const record = {
    eventVersion: '1.11',
    userIdentity: { type: 'IAMUser', accountId: context.account, accessKeyId, userName },
    eventTime: eventTime.toISOString().replace('.000Z', 'Z'),
    eventSource: sourceOf(entry.service),
    eventName: eventNameOf(entry),
    awsRegion: context.region,
    sourceIPAddress: '127.0.0.1',
    userAgent: entry.userAgent,
    ...(entry.errorCode === null ? {} : { errorCode: entry.errorCode }),
    requestParameters: readOnly ? null : lowerFirst(entry.input),
    responseElements: null,
    requestID: entry.requestId,
    eventID: eventId,
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: context.account,
    eventCategory: 'Management',
  };
  return {
    EventId: eventId,
    EventName: record.eventName,
    ReadOnly: String(readOnly),
    AccessKeyId: accessKeyId,
    EventTime: eventTime,
    EventSource: record.eventSource,
    Username: userName,
    Resources: resourcesOf(entry),
    CloudTrailEvent: JSON.stringify(record),
  };
}

const userName = 'sandbox-operator';

function isReadOnly(operation: string): boolean {
  return /^(?:Describe|Get|List|Lookup|Filter|BatchGet)/.test(operation);
}

function sourceOf(service: string): string {
  return `${service}.amazonaws.com`;
}

/** Lambda's event names carry the version of its API, such as PutFunctionConcurrency20171031. */
const lambdaVersions: Readonly<Record<string, string>> = {
  PutFunctionConcurrency: '20171031',
  DeleteFunctionConcurrency: '20171031',
  UpdateFunctionCode: '20150331v2',
  GetFunction: '20150331v2',
  GetFunctionConfiguration: '20150331v2',
  AddPermission: '20150331v2',
  PublishVersion: '20150331',
  UpdateAlias: '20150331',
  CreateAlias: '20150331',
};

function eventNameOf({ service, operation }: CallEntry): string {
  return service === 'lambda' ? `${operation}${lambdaVersions[operation] ?? ''}` : operation;
}

function lowerFirst(input: CallEntry['input']): Record<string, unknown> {
  const pairs = Object.entries(input).map(([name, value]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    value,
  ]);
  return Object.fromEntries(pairs);
}

const resourceFields = [
  ['events', 'Name', 'AWS::Events::Rule'],
  ['events', 'Rule', 'AWS::Events::Rule'],
  ['lambda', 'FunctionName', 'AWS::Lambda::Function'],
  ['monitoring', 'AlarmName', 'AWS::CloudWatch::Alarm'],
  ['dynamodb', 'TableName', 'AWS::DynamoDB::Table'],
] as const;

function resourcesOf({ service, input }: CallEntry): { ResourceType: string; ResourceName: string }[] {
  return resourceFields.flatMap(([owner, field, ResourceType]) => {
    const name = input[field];
    return owner === service && typeof name === 'string' ? [{ ResourceType, ResourceName: name }] : [];
  });
}
