import type { AlarmHistoryItem } from '../domain/alarm-history.ts';
import type { AlarmState } from '../domain/alarm-state.ts';
import type { AnnounceRequest, AnnounceResponse } from '../domain/announcement.ts';
import type { ControlItems, ControlKey, ControlName, LambdaRunItem } from '../domain/control-item.ts';
import type { ObservedEndpoint } from '../domain/target.ts';
import type { Alarm } from './alarm.ts';
import type { TableService } from './table-service.ts';

/*
 * What each adapter offers to the commands. Every function makes the calls its comment names, returns domain types and
 * throws OperatorError. Reads let the SDK retry; writes use one attempt (retries are run-step's, and recorded).
 */

export interface CallerIdentity {
  readonly account: string;
  readonly arn: string;
  readonly endpoint: ObservedEndpoint;
}

export interface IdentityService {
  /** sts:GetCallerIdentity */
  whoAmI(): Promise<CallerIdentity>;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly state: 'ENABLED' | 'DISABLED' | 'OTHER';
  readonly schedule: string | null;
  readonly requestId: string;
}

export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  readonly maximumRetryAttempts: number | null;
  readonly maximumEventAgeSeconds: number | null;
  readonly deadLetterArn: string | null;
}

export interface RuleService {
  /** events:DescribeRule; null where the rule is not there. */
  describe(name: string): Promise<Rule | null>;
  /** events:ListTargetsByRule, all pages */
  targets(name: string): Promise<readonly RuleTarget[]>;
  /** events:EnableRule; the answer's request id. */
  enable(name: string): Promise<string>;
  /** events:DisableRule; the answer's request id. */
  disable(name: string): Promise<string>;
}

export interface FunctionConfiguration {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  readonly roleArn: string;
  readonly state: string;
  readonly lastUpdateStatus: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly ephemeralMb: number;
  readonly architectures: readonly string[];
  readonly packageType: string;
  readonly codeSha256: string;
  readonly revisionId: string;
  readonly logGroup: string;
  /** Names only: values are never read into the tool. */
  readonly environmentNames: readonly string[];
  readonly requestId: string;
}

export interface InvokeAnswer {
  /** HTTP status of the Invoke call itself. */
  readonly status: number;
  /** `Unhandled` or `Handled` where the function failed. */
  readonly functionError: string | null;
  readonly payload: unknown;
  readonly requestId: string;
  readonly executedVersion: string | null;
}

/** The answer of an invoke that Lambda refused for concurrency: 429 with this reason. */
export interface InvokeThrottled {
  readonly status: 429;
  readonly reason: string;
  readonly requestId: string;
}

export interface FunctionService {
  /** lambda:GetFunctionConfiguration; null where it is not there. Qualifier: a version or an alias. */
  configuration(name: string, qualifier?: string): Promise<FunctionConfiguration | null>;
  /** lambda:GetFunction, the resolved image URI with digest alone (Code.Location and Environment are dropped). */
  imageUri(name: string, qualifier?: string): Promise<string | null>;
  /** lambda:GetAlias; the version the alias points at, null where there is none. */
  aliasVersion(name: string, alias: string): Promise<string | null>;
  /** lambda:GetPolicy, parsed statements; empty where there is none. */
  policyStatements(name: string, qualifier?: string): Promise<readonly Record<string, unknown>[]>;
  /** lambda:GetFunctionConcurrency; null where none is reserved. */
  reservedConcurrency(name: string): Promise<number | null>;
  /** lambda:PutFunctionConcurrency; request id. */
  setReservedConcurrency(name: string, value: number): Promise<string>;
  /** lambda:DeleteFunctionConcurrency; request id. */
  clearReservedConcurrency(name: string): Promise<string>;
  /** lambda:GetFunctionEventInvokeConfig; null where defaults are in force. */
  asyncConfig(
    name: string,
  ): Promise<{ maximumRetryAttempts: number | null; maximumEventAgeSeconds: number | null } | null>;
  /** lambda:Invoke, RequestResponse. A 429 is an answer, not an error. */
  invoke(name: string, payload: unknown): Promise<InvokeAnswer | InvokeThrottled>;
}

export interface LogEvent {
  readonly id: string;
  readonly timestampMs: number;
  readonly ingestedMs: number;
  readonly stream: string;
  readonly message: string;
}

export interface LogService {
  /** logs:DescribeLogGroups; whether the group is there and its retention. */
  group(name: string): Promise<{ readonly name: string; readonly retentionDays: number | null } | null>;
  /** logs:FilterLogEvents, all pages (empty pages with a token are followed), each event once. */
  filter(
    group: string,
    range: { startMs: number; endMs?: number; pattern?: string },
  ): AsyncIterable<LogEvent>;
}

export interface MetricPoint {
  readonly timestampMs: number;
  readonly value: number;
}

export interface MetricQuery {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: 'Sum' | 'Maximum' | 'Average' | 'Minimum';
  readonly periodSeconds: number;
}

export interface MetricService {
  /** cloudwatch:GetMetricData, all pages, one call for all queries. No points = an empty list, never zero. */
  series(
    queries: readonly MetricQuery[],
    range: { startMs: number; endMs: number },
  ): Promise<ReadonlyMap<string, readonly MetricPoint[]>>;
  /** cloudwatch:DescribeAlarms by prefix, metric and composite. */
  alarms(prefix: string): Promise<readonly Alarm[]>;
  /** cloudwatch:DescribeAlarms, all pages: the names of the composite alarms whose rule references this alarm. */
  compositesOver(name: string): Promise<readonly string[]>;
  /** cloudwatch:DescribeAlarmHistory, all pages: state changes and actions of one alarm since a time, oldest first. */
  alarmHistory(name: string, sinceMs: number): Promise<readonly AlarmHistoryItem[]>;
  /** cloudwatch:SetAlarmState; the answer's request id. */
  setAlarmState(name: string, state: AlarmState, reason: string): Promise<string>;
}

export interface ControlService {
  /** dynamodb:GetItem, consistent; null where absent. */
  read<Name extends ControlName>(name: Name): Promise<ControlItems[Name] | null>;
  /**
   * dynamodb:UpdateItem or PutItem, conditional: writes `item` only where the stored item still equals `expected`
   * (null: absent). Throws CONDITION_FAILED otherwise.
   */
  replace<Name extends ControlName>(
    name: Name,
    expected: ControlItems[Name] | null,
    item: ControlItems[Name],
  ): Promise<string>;
  /** dynamodb:PutItem without a condition: only for the stop, where stopping twice must work. Request id. */
  putStop(item: ControlItems['stop']): Promise<string>;
  /** dynamodb:DeleteItem where the stored item equals `expected`. Request id. */
  remove<Name extends ControlName>(name: Name, expected: ControlItems[Name]): Promise<string>;
  /** dynamodb:UpdateItem ADD value 1 (atomic); the new value. */
  increment(
    name: 'generation' | 'evidence-run-number',
    stamp: { by: string; at: string },
  ): Promise<{ value: number; requestId: string }>;
  /** dynamodb:Query, consistent: runs that started at or after the time. */
  runsSince(startedAtIso: string): Promise<readonly (LambdaRunItem & { readonly key: ControlKey })[]>;
}

export interface ImageService {
  /** ecr:DescribeImages by digest; null where it is not in the repository. */
  describe(
    repository: string,
    digest: string,
  ): Promise<{
    readonly tags: readonly string[];
    readonly scanStatus: string | null;
    readonly criticalFindings: number | null;
  } | null>;
}

export interface SecretService {
  /** secretsmanager:DescribeSecret: existence only, never the value. */
  exists(name: string): Promise<boolean>;
  /** secretsmanager:DescribeSecret: the id of the version AWSCURRENT; null if there is no such secret or version. */
  currentVersion(name: string): Promise<string | null>;
}

export interface TopicService {
  /** sns:ListSubscriptionsByTopic, all pages; null where the topic is not there. */
  subscriptions(
    topicArn: string,
  ): Promise<
    readonly { readonly protocol: string; readonly endpoint: string; readonly isConfirmed: boolean }[] | null
  >;
}

export interface RelayService {
  /** lambda:Invoke of the relay with an announcement; throws CHANNEL_UNREACHABLE. */
  announce(
    relayFunction: string,
    request: AnnounceRequest,
  ): Promise<AnnounceResponse & { readonly requestId: string }>;
}

export interface AwsServices {
  readonly identity: IdentityService;
  readonly rules: RuleService;
  readonly functions: FunctionService;
  readonly logs: LogService;
  readonly metrics: MetricService;
  readonly control: ControlService;
  readonly tables: TableService;
  readonly images: ImageService;
  readonly secrets: SecretService;
  readonly topics: TopicService;
  readonly relay: RelayService;
}
