import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ControlKey, LambdaRunItem } from '../../src/domain/control-item.ts';

/** The register that proves a drain: every run that may still act has an open item here. */
export interface RunRegister {
  /** Puts the open item before the run acts. Throws where it cannot: an unregistered run must not act. */
  begin(run: RunStart): Promise<ControlKey>;
  /** Closes the item. */
  end(
    key: ControlKey,
    end: { readonly endedAt: Date; readonly outcome: 'succeeded' | 'failed' },
  ): Promise<void>;
}

export type RunStart = Pick<LambdaRunItem, 'startedAt' | 'timeoutAt' | 'requestId' | 'buildId' | 'mode'>;

/** Runs older than this are of no use to a drain. */
const keptForSeconds = 30 * 24 * 3_600;

export function runRegister(dynamo: DynamoDBDocumentClient, controlTable: string): RunRegister {
  return {
    async begin(run) {
      // An asynchronous retry repeats the request id, and starts at another time: each is a run of its own.
      const key = { scope: 'run', name: `${run.startedAt}#${run.requestId}` } as const;
      const ttl = Math.floor(Date.parse(run.startedAt) / 1_000) + keptForSeconds;
      const Item = { ...key, ...run, endedAt: null, outcome: null, ttl };
      await dynamo.send(
        new PutCommand({
          TableName: controlTable,
          Item,
          // The SDK repeats a write whose answer was lost: an open item of this key is that first write of ours.
          ConditionExpression: 'attribute_not_exists(#scope) OR attribute_type(#endedAt, :null)',
          ExpressionAttributeNames: { '#scope': 'scope', '#endedAt': 'endedAt' },
          ExpressionAttributeValues: { ':null': 'NULL' },
        }),
      );
      return key;
    },
    async end(key, { endedAt, outcome }) {
      await dynamo.send(
        new UpdateCommand({
          TableName: controlTable,
          Key: key,
          UpdateExpression: 'SET #endedAt = :endedAt, #outcome = :outcome',
          ConditionExpression: 'attribute_exists(#scope)',
          ExpressionAttributeNames: { '#endedAt': 'endedAt', '#outcome': 'outcome', '#scope': 'scope' },
          ExpressionAttributeValues: { ':endedAt': endedAt.toISOString(), ':outcome': outcome },
        }),
      );
    },
  };
}
