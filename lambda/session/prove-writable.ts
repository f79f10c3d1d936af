import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/*
 * Whether the role may write, without writing: DynamoDB checks the permission first and then a condition that no item can
 * meet.
 */

const impossible = (key: string): string => `attribute_exists(${key}) AND attribute_not_exists(${key})`;

/** As `session-store.ts` writes: an update of the item of the session. Throws if the role may not. */
export async function proveSessionWritable(dynamo: DynamoDBDocumentClient, table: string): Promise<void> {
  await refused(
    dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { id: '1' },
        UpdateExpression: 'SET cookies = :none',
        ConditionExpression: impossible('id'),
        ExpressionAttributeValues: { ':none': null },
      }),
    ),
  );
}

/** As `breaker-store.ts` writes: a put of the login breaker. Throws if the role may not. */
export async function proveControlWritable(dynamo: DynamoDBDocumentClient, table: string): Promise<void> {
  await refused(
    dynamo.send(
      new PutCommand({
        TableName: table,
        Item: { scope: 'control', name: 'login-breaker' },
        ConditionExpression: impossible('lastRun'),
      }),
    ),
  );
}

async function refused(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return;
    throw cause;
  }
}
