import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const Key = { scope: 'control', name: 'live-run' } as const;

/** Notes that delivery is live, before the run sends anything. Throws if it cannot be noted. */
export async function recordLiveRun(
  dynamo: DynamoDBDocumentClient,
  controlTable: string,
  run: { readonly startedAt: Date; readonly approvedAt: string },
): Promise<void> {
  await dynamo.send(
    new UpdateCommand({
      TableName: controlTable,
      Key,
      UpdateExpression: 'SET #last = :startedAt, #first = if_not_exists(#first, :approvedAt)',
      ExpressionAttributeNames: { '#last': 'lastLiveAt', '#first': 'firstApprovedAt' },
      ExpressionAttributeValues: {
        ':startedAt': run.startedAt.toISOString(),
        ':approvedAt': new Date(run.approvedAt).toISOString(),
      },
    }),
  );
}

/** Notes that the channels were warned of the end of an approval, so that the next run does not repeat it. */
export async function recordWarning(
  dynamo: DynamoDBDocumentClient,
  controlTable: string,
  warnedOf: string,
): Promise<void> {
  await dynamo.send(
    new UpdateCommand({
      TableName: controlTable,
      Key,
      UpdateExpression: 'SET #warned = :warned',
      ExpressionAttributeNames: { '#warned': 'warnedOf' },
      ExpressionAttributeValues: { ':warned': warnedOf },
    }),
  );
}
