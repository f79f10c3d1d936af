import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ApprovalItem } from '../../src/domain/control-item.ts';

const optional = z.string().nullable().default(null);

const approvalSchema = z.object({
  mode: z.enum(['off', 'shadow', 'live']),
  buildId: z.string().min(1),
  approvedBy: z.string(),
  approvedAt: z.iso.datetime({ offset: true }),
  until: z.iso.datetime({ offset: true }).nullable().default(null),
  reason: z.string(),
  otherSenders: optional,
  otherSendersAt: optional,
  nextBuildId: optional,
  nextApprovedBy: optional,
  nextApprovedAt: optional,
  nextReason: optional,
});

/** The approval item, read consistently; null if there is none. Throws if it is malformed: nothing runs on a guess. */
export async function readApproval(
  dynamo: DynamoDBDocumentClient,
  controlTable: string,
): Promise<ApprovalItem | null> {
  const Key = { scope: 'control', name: 'approval' };
  const { Item } = await dynamo.send(new GetCommand({ TableName: controlTable, Key, ConsistentRead: true }));
  if (!Item) return null;
  const parsed = approvalSchema.safeParse(Item);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new Error(
    `item approval of table ${controlTable} does not fit at: ${fields}; write it anew with naver-sms delivery approve`,
  );
}
