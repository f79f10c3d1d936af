import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DeliveryMode } from '../src/domain/control-item.ts';
import type { ReportUnreadable } from './claim/read-or-report.ts';
import type { SensSecret } from './settings/secrets.ts';
import type { EmitEvent } from './telemetry/emit-event.ts';

/** What every step of one run may use: its identity, its time, its tables and its voice. Built once per invocation. */
export interface RunContext {
  /** The invocation's request id. */
  readonly runId: string;
  readonly buildId: string;
  /** What this run may do with messages, decided from the approval at its start. */
  readonly mode: DeliveryMode;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** Milliseconds until Lambda ends the invocation. */
  readonly remainingMs: () => number;
  /** False from 15 s before the end: what is not claimed by then is left for the next run. */
  readonly mayClaim: () => boolean;
  readonly dynamo: DynamoDBDocumentClient;
  readonly tables: LambdaTables;
  readonly sens: SensSecret & { readonly baseUrl: string };
  /** Asks for the secret of SENS now, whatever is cached: for keys that SENS has just refused. */
  readonly readSensAnew: () => Promise<SensSecret>;
  readonly emit: EmitEvent;
  /** Counts a claim that cannot be read as in doubt, and says so once. */
  readonly reportUnreadable: ReportUnreadable;
}

export interface LambdaTables {
  readonly sms: string;
  readonly shadow: string;
  readonly claims: string;
  readonly session: string;
  readonly control: string;
}
