import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import type { DynaliteClient } from './dynalite-client.ts';

const describeSchema = z.object({ TableName: z.string() });
const updateSchema = describeSchema.extend({
  PointInTimeRecoverySpecification: z.object({ PointInTimeRecoveryEnabled: z.boolean() }),
});
/** Restores go back at most so far (vendor: PointInTimeRecoveryDescription); at the end five minutes are missing. */
const reachMs = 35 * 24 * 60 * 60_000;
const tailMs = 5 * 60_000;

export interface Backups {
  readonly operations: Readonly<Record<string, Operation>>;
  /** Turns point-in-time recovery on, as seeds do. */
  enable(table: string, nowMs: number): void;
}

/** The continuous-backup calls, which dynalite does not have. Nothing is backed up. */
export function createBackups(dynalite: DynaliteClient): Backups {
  const enabledSince = new Map<string, number>();
  const answer: Operation = async (input, { nowMs }) => {
    const { TableName } = describeSchema.parse(input);
    await requireTable(dynalite, TableName);
    return { ContinuousBackupsDescription: describe(enabledSince.get(TableName) ?? null, nowMs) };
  };
  return {
    enable: (table, nowMs) => enabledSince.set(table, nowMs),
    operations: {
      DescribeContinuousBackups: answer,
      UpdateContinuousBackups: async (input, call) => {
        const { TableName, PointInTimeRecoverySpecification } = updateSchema.parse(input);
        if (!PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled) enabledSince.delete(TableName);
        else if (!enabledSince.has(TableName)) enabledSince.set(TableName, call.nowMs);
        return await answer(input, call);
      },
    },
  };
}

function describe(sinceMs: number | null, nowMs: number): Record<string, unknown> {
  if (sinceMs === null) {
    return {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    };
  }
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: 'ENABLED',
      EarliestRestorableDateTime: new Date(Math.max(sinceMs, nowMs - reachMs)),
      LatestRestorableDateTime: new Date(Math.max(sinceMs, nowMs - tailMs)),
    },
  };
}

async function requireTable(dynalite: DynaliteClient, table: string): Promise<void> {
  const answer = await dynalite.call('DescribeTable', JSON.stringify({ TableName: table }));
  if (answer.status !== 200) throw awsError('TableNotFoundException', `Table not found: ${table}`);
}
