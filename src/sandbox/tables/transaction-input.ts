import * as z from 'zod';
import { type AwsError, awsError } from '../http/service.ts';
import { itemSchema } from './item.ts';

const conditionMembers = {
  TableName: z.string(),
  ConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: itemSchema.optional(),
  ReturnValuesOnConditionCheckFailure: z.enum(['ALL_OLD', 'NONE']).optional(),
};
const put = z.object({ ...conditionMembers, Item: itemSchema });
const remove = z.object({ ...conditionMembers, Key: itemSchema });
const update = z.object({ ...conditionMembers, Key: itemSchema, UpdateExpression: z.string() });
const check = z.object({ ...conditionMembers, Key: itemSchema, ConditionExpression: z.string() });

const writeSchema = z.object({
  ClientRequestToken: z.string().min(1).max(36).optional(),
  TransactItems: z.array(
    z.strictObject({
      Put: put.optional(),
      Delete: remove.optional(),
      Update: update.optional(),
      ConditionCheck: check.optional(),
    }),
  ),
});

const getSchema = z.object({
  TransactItems: z.array(
    z.strictObject({
      Get: z.object({
        TableName: z.string(),
        Key: itemSchema,
        ProjectionExpression: z.string().optional(),
        ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
      }),
    }),
  ),
});

export type TransactGet = z.infer<typeof getSchema>['TransactItems'][number]['Get'];

/** One action of TransactWriteItems as a call that dynalite knows: the request to send and the key or item it is on. */
export interface TransactAction {
  readonly operation: 'PutItem' | 'DeleteItem' | 'UpdateItem';
  /** True: its effect is taken back at once, since only the condition counts. */
  readonly isCheck: boolean;
  readonly table: string;
  /** The whole item of a put, otherwise the key. */
  readonly item: Readonly<Record<string, unknown>>;
  readonly request: Readonly<Record<string, unknown>>;
  readonly isOldWanted: boolean;
}

/** At most 100 actions (vendor: TransactWriteItems). */
const maxActions = 100;

/** Reads TransactWriteItems. Throws AwsError where AWS would refuse the request before looking at items. */
export function readTransactWrite(input: unknown): { token: string | null; actions: TransactAction[] } {
  const { ClientRequestToken, TransactItems } = writeSchema.parse(input);
  checkCount(TransactItems.length);
  return { token: ClientRequestToken ?? null, actions: TransactItems.map(oneAction) };
}

/** Reads TransactGetItems. */
export function readTransactGet(input: unknown): TransactGet[] {
  const { TransactItems } = getSchema.parse(input);
  checkCount(TransactItems.length);
  return TransactItems.map(({ Get }) => Get);
}

function oneAction(entry: z.infer<typeof writeSchema>['TransactItems'][number]): TransactAction {
  const { Put, Delete, Update, ConditionCheck } = entry;
  if (Object.keys(entry).length !== 1)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  if (Put) return action('PutItem', Put, Put.Item);
  if (Delete) return action('DeleteItem', Delete, Delete.Key);
  if (Update) return action('UpdateItem', Update, Update.Key);
  if (ConditionCheck) return { ...action('UpdateItem', ConditionCheck, ConditionCheck.Key), isCheck: true };
  throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
}

function action(
  operation: TransactAction['operation'],
  { ReturnValuesOnConditionCheckFailure, ...request }: z.infer<typeof put> | z.infer<typeof remove>,
  item: TransactAction['item'],
): TransactAction {
  return {
    operation,
    isCheck: false,
    table: request.TableName,
    item,
    request,
    isOldWanted: ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  };
}

function checkCount(count: number): void {
  if (count >= 1 && count <= maxActions) return;
  throw invalid(`Member must have length between 1 and ${maxActions}, it has ${count}`);
}

function invalid(message: string): AwsError {
  return awsError('ValidationException', message);
}
