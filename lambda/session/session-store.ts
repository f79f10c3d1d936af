import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredCookie } from './session-cookies.ts';

/** The item in table `session` as it was read: what a later write must still find there. */
export interface StoredSession {
  /** Null: there is no item. */
  readonly item: Readonly<Record<string, unknown>> | null;
}

export interface SessionStore {
  read(): Promise<StoredSession>;
  /**
   * Stores cookies where those that were read are still there; false where another run stored others meanwhile, which
   * are fresher.
   */
  write(before: StoredSession, cookies: readonly StoredCookie[]): Promise<boolean>;
}

/** The old function's key. */
const sessionKey = { id: '1' };

export function sessionStore(dynamo: DynamoDBDocumentClient, table: string): SessionStore {
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key: sessionKey, ConsistentRead: true }),
      );
      return { item: Item ?? null };
    },
    async write(before, cookies) {
      try {
        await dynamo.send(new UpdateCommand(update(table, before, JSON.stringify(cookies))));
        return true;
      } catch (cause) {
        if (cause instanceof ConditionalCheckFailedException) return false;
        throw cause;
      }
    },
  };
}

/** Only the cookies are compared: the old function writes nothing else that could tell one session from another. */
function update(table: string, { item }: StoredSession, text: string) {
  const read = item?.cookies;
  const isThere = read !== undefined && read !== null;
  return {
    TableName: table,
    Key: sessionKey,
    UpdateExpression: 'SET cookies = :new',
    ConditionExpression: isThere ? 'cookies = :read' : 'attribute_not_exists(cookies) OR cookies = :null',
    ExpressionAttributeValues: { ':new': text, ...(isThere ? { ':read': read } : { ':null': null }) },
  };
}
