/* Makes the record of one attempt from what the middleware saw. */
import * as z from 'zod';
import type { CallRecord } from '../domain/call-record.ts';
import { keepListedFields } from './keep-listed-fields.ts';
import type { SeenResponse } from './observe-response.ts';
import { effectOf } from './operation-effects.ts';
import { recordedFields } from './recorded-fields.ts';

export interface Attempt {
  /** As `EventBridgeClient`. */
  readonly clientName: string;
  /** As `DescribeRuleCommand`. */
  readonly commandName: string;
  readonly input: unknown;
  readonly request: unknown;
  readonly settled:
    | { readonly ok: true; readonly output: unknown }
    | { readonly ok: false; readonly error: unknown };
  /** Null where no HTTP answer came. */
  readonly answer: SeenResponse | null;
  readonly startedAt: Date;
  readonly startedMonoMs: number;
  readonly durationMs: number;
}

/** The service is named as IAM and the aws command name it. Fields that are not allow-listed are dropped by name. */
export function buildCallRecord(attempt: Attempt): CallRecord {
  const service = serviceNames[attempt.clientName] ?? attempt.clientName;
  const operation = attempt.commandName.replace(/Command$/, '');
  const action = `${service}:${operation}`;
  const fields = recordedFields[action] ?? {};
  const { settled, answer } = attempt;
  return {
    service,
    operation,
    effect: effectOf(action),
    input: keepListedFields(attempt.input, fields.input ?? {}),
    output: settled.ok ? keepListedFields(settled.output, fields.output ?? {}) : null,
    error: settled.ok ? null : errorOf(settled.error),
    httpStatus: answer?.httpStatus ?? null,
    requestId: requestIdOf(settled.ok ? settled.output : settled.error) ?? answer?.requestId ?? null,
    attempt: attemptNumber(attempt.request),
    startedAt: attempt.startedAt.toISOString(),
    startedMonoMs: rounded(attempt.startedMonoMs),
    durationMs: rounded(attempt.durationMs),
    serverDate: answer?.serverDate ?? null,
    host: answer?.endpoint.host ?? hostOf(attempt.request),
  };
}

const serviceNames: Readonly<Record<string, string>> = {
  STSClient: 'sts',
  EventBridgeClient: 'events',
  LambdaClient: 'lambda',
  CloudWatchLogsClient: 'logs',
  CloudWatchClient: 'cloudwatch',
  DynamoDBClient: 'dynamodb',
  ECRClient: 'ecr',
  SecretsManagerClient: 'secretsmanager',
  SNSClient: 'sns',
  CloudTrailClient: 'cloudtrail',
};

const errorShape = z.object({ name: z.string().catch('Error'), message: z.string().catch('') });

/** The SDK appends a hint for programmers behind the first line. */
function errorOf(error: unknown): { name: string; message: string } {
  const { name, message } = errorShape.catch({ name: 'Error', message: String(error) }).parse(error);
  return { name, message: message.split('\n')[0] ?? '' };
}

const bearer = z.object({ $metadata: z.object({ requestId: z.string() }) });

function requestIdOf(outputOrError: unknown): string | null {
  const parsed = bearer.safeParse(outputOrError);
  return parsed.success ? parsed.data.$metadata.requestId : null;
}

const requestShape = z.object({
  hostname: z.string(),
  port: z.number().nullish(),
  headers: z.record(z.string(), z.string()),
});

/** The SDK's retry loop writes `attempt=2; max=3` into this header. */
function attemptNumber(request: unknown): number {
  const parsed = requestShape.safeParse(request);
  const header = parsed.success ? parsed.data.headers['amz-sdk-request'] : undefined;
  return Number(header?.match(/attempt=(\d+)/)?.[1] ?? 1);
}

function hostOf(request: unknown): string {
  const parsed = requestShape.safeParse(request);
  if (!parsed.success) return 'unknown';
  return parsed.data.port ? `${parsed.data.hostname}:${parsed.data.port}` : parsed.data.hostname;
}

const rounded = (ms: number): number => Math.round(ms * 1000) / 1000;
