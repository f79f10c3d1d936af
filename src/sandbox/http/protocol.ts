import type { ServiceName } from './service.ts';

export type Protocol = 'json-1.0' | 'json-1.1' | 'query' | 'rest-json';

/** The protocol of each service's answers; CloudWatch speaks Query too, to whoever asks in it. */
export const protocols: Readonly<Record<ServiceName, Protocol>> = {
  monitoring: 'json-1.0',
  dynamodb: 'json-1.0',
  events: 'json-1.1',
  logs: 'json-1.1',
  secretsmanager: 'json-1.1',
  ecr: 'json-1.1',
  cloudtrail: 'json-1.1',
  sts: 'query',
  sns: 'query',
  iam: 'query',
  lambda: 'rest-json',
};

/** First part of X-Amz-Target, as today's clients send it (captured: JS SDK 3.116x, aws-cli 1.45). */
const targetPrefixes: Readonly<Record<string, ServiceName>> = {
  GraniteServiceVersion20100801: 'monitoring',
  DynamoDB_20120810: 'dynamodb',
  AWSEvents: 'events',
  Logs_20140328: 'logs',
  secretsmanager: 'secretsmanager',
  AmazonEC2ContainerRegistry_V20150921: 'ecr',
  CloudTrail_20131101: 'cloudtrail',
};

const queryVersions: Readonly<Record<string, ServiceName>> = {
  '2010-08-01': 'monitoring',
  '2011-06-15': 'sts',
  '2010-03-31': 'sns',
  '2010-05-08': 'iam',
};

const queryNamespaces: Readonly<Partial<Record<ServiceName, string>>> = {
  monitoring: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
};

export function namespaceOf(service: ServiceName): string {
  return queryNamespaces[service] ?? 'http://aws.amazon.com/doc/';
}

/** `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents` (the aws command) is read from its end. */
export function readTarget(target: string): { service: ServiceName; operation: string } | null {
  const [operation, prefix] = target.split('.').reverse();
  const service = prefix === undefined ? undefined : targetPrefixes[prefix];
  return service === undefined || operation === undefined ? null : { service, operation };
}

export function serviceOfVersion(version: string): ServiceName | null {
  return queryVersions[version] ?? null;
}

/** The service in `Credential=<key>/<date>/<region>/<service>/aws4_request`, and the access key. */
export function readSignature(authorization: string): { accessKeyId: string; signingName: string } | null {
  const match = /Credential=([^/]+)\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/.exec(authorization);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { accessKeyId: match[1], signingName: match[2] };
}

export function isServiceName(name: string): name is ServiceName {
  return Object.hasOwn(protocols, name);
}
