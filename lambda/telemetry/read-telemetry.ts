import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { fullTelemetry, type TelemetrySetting } from '../../src/domain/telemetry.ts';
import { logLevels } from '../../src/monitoring/log-events.ts';
import { reasonOf } from '../run-failed.ts';

export interface TelemetryReading {
  readonly telemetry: TelemetrySetting;
  /** Why the switch was not read; null where it was, or was never set. */
  readonly problem: string | null;
}

const schema = z.object({ notify: z.enum(['all', 'failures', 'off']), logLevel: z.enum(logLevels) });

/** The telemetry switch of the control table. Never throws, and in doubt everything is told: a defective switch hides nothing. */
export async function readTelemetry(
  dynamo: DynamoDBDocumentClient,
  controlTable: string,
): Promise<TelemetryReading> {
  const Key = { scope: 'control', name: 'telemetry' };
  try {
    const get = new GetCommand({ TableName: controlTable, Key, ConsistentRead: true });
    const { Item } = await dynamo.send(get);
    if (!Item) return { telemetry: fullTelemetry, problem: null };
    const parsed = schema.safeParse(Item);
    if (parsed.success) return { telemetry: parsed.data, problem: null };
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    const problem = `item telemetry of table ${controlTable} does not fit its schema at: ${fields}`;
    return { telemetry: fullTelemetry, problem };
  } catch (cause) {
    return { telemetry: fullTelemetry, problem: reasonOf(cause) };
  }
}
