import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { LoginBreakerItem } from '../../src/domain/control-item.ts';
import { loginOutcomes } from '../../src/domain/login-outcome.ts';

/** The login breaker in the control table. */
export interface BreakerStore {
  /** Null: no login was tried since the last reset. Throws where the item does not read: no login on a guess. */
  read(): Promise<LoginBreakerItem | null>;
  /** Enters an attempt where the item is still as it was read; false where another run entered one. */
  begin(before: LoginBreakerItem | null, begun: LoginBreakerItem): Promise<boolean>;
  /** Writes how the attempt ended, unless another run has begun one since. */
  end(ended: LoginBreakerItem): Promise<void>;
}

const key = { scope: 'control', name: 'login-breaker' };

const schema = z.object({
  consecutiveFailures: z.number().int().nonnegative(),
  lastOutcome: z.enum(loginOutcomes).nullable().default(null),
  lastAttemptAt: z.string(),
  lastRun: z.string(),
  blockedUntil: z.string().nullable().default(null),
  needsOperator: z.boolean(),
  refusedSecretVersion: z.string().nullable().default(null),
  page: z.string().nullable().default(null),
});

export function breakerStore(dynamo: DynamoDBDocumentClient, table: string): BreakerStore {
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
      );
      if (!Item) return null;
      const parsed = schema.safeParse(Item);
      if (parsed.success) return parsed.data;
      const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
      throw new Error(`the item login-breaker in table ${table} does not fit its schema at: ${fields}`);
    },
    async begin(before, begun) {
      const isUnchanged = 'lastRun = :run AND lastAttemptAt = :at AND consecutiveFailures = :failures';
      // The SDK repeats a write whose answer was lost, and then our own first write is there.
      const isOurs = 'lastRun = :ownRun AND lastAttemptAt = :ownAt';
      return await put(dynamo, {
        TableName: table,
        Item: { ...key, ...begun },
        ConditionExpression: `(${before === null ? 'attribute_not_exists(lastRun)' : isUnchanged}) OR (${isOurs})`,
        ExpressionAttributeValues: {
          ':ownRun': begun.lastRun,
          ':ownAt': begun.lastAttemptAt,
          ...(before && {
            ':run': before.lastRun,
            ':at': before.lastAttemptAt,
            ':failures': before.consecutiveFailures,
          }),
        },
      });
    },
    async end(ended) {
      await put(dynamo, {
        TableName: table,
        Item: { ...key, ...ended },
        // An operator may have reset meanwhile; what came of this attempt is still true.
        ConditionExpression: 'attribute_not_exists(lastRun) OR lastRun = :run',
        ExpressionAttributeValues: { ':run': ended.lastRun },
      });
    },
  };
}

type Put = ConstructorParameters<typeof PutCommand>[0];

/** Whether the condition held. */
async function put(dynamo: DynamoDBDocumentClient, input: Put): Promise<boolean> {
  try {
    await dynamo.send(new PutCommand(input));
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw cause;
  }
}
