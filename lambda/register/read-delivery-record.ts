import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

/** What the control table remembers of delivery beside the approval. */
export interface DeliveryRecord {
  /** From when on rows that others marked count as foreign; null: never set. */
  readonly soleSenderSince: Date | null;
  readonly liveRun: LiveRun | null;
  /** The last `delivery revoke`. */
  readonly revokedAt: Date | null;
  readonly isStopped: boolean;
}

interface LiveRun {
  readonly firstApprovedAt: Date;
  readonly lastLiveAt: Date;
  readonly warnedOf: string | null;
}

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const schemas = {
  'sole-sender': z.object({ since: instant }),
  'live-run': z.object({
    firstApprovedAt: instant,
    lastLiveAt: instant,
    warnedOf: z.string().nullable().default(null),
  }),
  revocation: z.object({ at: instant }),
};
const names = ['sole-sender', 'live-run', 'revocation', 'stop'] as const;

/** Reads it in one consistent call. Throws if the table does not answer for all of it, or an item is malformed. */
export async function readDeliveryRecord(
  dynamo: DynamoDBDocumentClient,
  controlTable: string,
): Promise<DeliveryRecord> {
  const Keys = names.map((name) => ({ scope: 'control', name }));
  const RequestItems = { [controlTable]: { Keys, ConsistentRead: true } };
  const answer = await dynamo.send(new BatchGetCommand({ RequestItems }));
  if ((answer.UnprocessedKeys?.[controlTable]?.Keys ?? []).length > 0) {
    throw new Error(
      `table ${controlTable} did not answer for all of its items; the next run reads them again`,
    );
  }
  const items = new Map((answer.Responses?.[controlTable] ?? []).map((item) => [item.name, item]));
  const read = <Name extends keyof typeof schemas>(name: Name): z.output<(typeof schemas)[Name]> | null => {
    const item = items.get(name);
    if (item === undefined) return null;
    const parsed = schemas[name].safeParse(item);
    // The schema of a name gives the output of that name.
    if (parsed.success) return parsed.data as z.output<(typeof schemas)[Name]>;
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new Error(`item ${name} of table ${controlTable} is malformed at: ${fields}`);
  };
  return {
    soleSenderSince: read('sole-sender')?.since ?? null,
    liveRun: read('live-run'),
    revokedAt: read('revocation')?.at ?? null,
    isStopped: items.has('stop'),
  };
}
