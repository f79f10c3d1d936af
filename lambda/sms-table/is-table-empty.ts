import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { RunContext } from '../run-context.ts';

/** Whether table `sms` has no row at all. One call for one row: it never reads the table. */
export async function isSmsTableEmpty(context: Pick<RunContext, 'dynamo' | 'tables'>): Promise<boolean> {
  const answer = await context.dynamo.send(
    new ScanCommand({ TableName: context.tables.sms, Limit: 1, ConsistentRead: true }),
  );
  return (answer.Items ?? []).length === 0 && answer.LastEvaluatedKey === undefined;
}
