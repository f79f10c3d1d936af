/* The control table: the one place where two captains and the Lambda agree. Conditional writes, consistent reads. */
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ControlItems, ControlKey, ControlName, LambdaRunItem } from '../domain/control-item.ts';
import { acknowledgementOf, answerOf } from './answer-of.ts';
import type { AwsClientOptions, ClientPair } from './client-settings.ts';
import { equalsCondition } from './control-condition.ts';
import { conditionFailed, isConditionFailure, isSameItem } from './control-conflict.ts';
import { controlSchemas, lambdaRunSchema } from './control-schemas.ts';
import { documentClients } from './dynamodb-client.ts';
import type { CallSubject } from './explain-aws-error.ts';
import type { ControlService } from './services.ts';

export function createControlService(options: AwsClientOptions, table: string): ControlService {
  return controlServiceOver(documentClients(options), table);
}

export function controlServiceOver(
  { reader, writer }: ClientPair<DynamoDBDocumentClient>,
  table: string,
): ControlService {
  const read: ControlService['read'] = (name) => readItem(reader, table, name);
  return {
    read,
    replace: async (name, expected, item) => {
      const call = on('PutItem', table, name);
      const put = { TableName: table, Item: { ...keyOf(name), ...item }, ...equalsCondition(expected) };
      try {
        return await acknowledgementOf(call, () => writer.send(new PutCommand(put)));
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        // A repeat of a put that had taken effect although its answer was an error: the item is already there.
        const stored = await read(name);
        if (stored !== null && isSameItem(stored, item)) return error.requestId ?? '';
        throw conditionFailed(call, stored, error);
      }
    },
    putStop: (item) =>
      acknowledgementOf(on('PutItem', table, 'stop'), () =>
        writer.send(new PutCommand({ TableName: table, Item: { ...keyOf('stop'), ...item } })),
      ),
    remove: async (name, expected) => {
      const call = on('DeleteItem', table, name);
      const removal = { TableName: table, Key: keyOf(name), ...equalsCondition(expected) };
      try {
        return await acknowledgementOf(call, () => writer.send(new DeleteCommand(removal)));
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        const stored = await read(name);
        if (stored === null) return error.requestId ?? '';
        throw conditionFailed(call, stored, error);
      }
    },
    increment: (name, stamp) => increment(writer, table, name, stamp),
    runsSince: (startedAtIso) => listRuns(reader, table, startedAtIso),
  };
}

const keyOf = (name: string): ControlKey => ({ scope: 'control', name });

const on = (operation: string, table: string, name: string): CallSubject => ({
  action: `dynamodb:${operation}`,
  subject: `item ${name} of table ${table}`,
});

async function readItem<Name extends ControlName>(
  client: DynamoDBDocumentClient,
  table: string,
  name: Name,
): Promise<ControlItems[Name] | null> {
  const answer = z.object({ Item: controlSchemas[name].optional() });
  const { value } = await answerOf(on('GetItem', table, name), answer, () =>
    client.send(new GetCommand({ TableName: table, Key: keyOf(name), ConsistentRead: true })),
  );
  return value.Item ?? null;
}

const counterAnswer = z.object({ Attributes: z.object({ value: z.number().int() }) });

/** Each counter is stamped under the names that its item has for it. */
const stampNames = {
  generation: { by: 'bumpedBy', at: 'bumpedAt' },
  'evidence-run-number': { by: 'takenBy', at: 'takenAt' },
} as const;

async function increment(
  client: DynamoDBDocumentClient,
  table: string,
  name: keyof typeof stampNames,
  stamp: { by: string; at: string },
): Promise<{ value: number; requestId: string }> {
  const { value, requestId } = await answerOf(on('UpdateItem', table, name), counterAnswer, () =>
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: keyOf(name),
        UpdateExpression: 'ADD #value :one SET #by = :by, #at = :at',
        ExpressionAttributeNames: {
          '#value': 'value',
          '#by': stampNames[name].by,
          '#at': stampNames[name].at,
        },
        ExpressionAttributeValues: { ':one': 1, ':by': stamp.by, ':at': stamp.at },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return { value: value.Attributes.value, requestId };
}

const runsAnswer = z.object({
  Items: z.array(lambdaRunSchema).default([]),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

async function listRuns(client: DynamoDBDocumentClient, table: string, startedAtIso: string) {
  const runs: (LambdaRunItem & { readonly key: ControlKey })[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: '#scope = :run AND #name >= :from',
      ExpressionAttributeNames: { '#scope': 'scope', '#name': 'name' },
      ExpressionAttributeValues: { ':run': 'run', ':from': startedAtIso },
      ExclusiveStartKey: from,
    };
    const { value } = await answerOf(on('Query', table, 'run'), runsAnswer, () =>
      client.send(new QueryCommand(page)),
    );
    for (const { name, ...run } of value.Items) runs.push({ ...run, key: { scope: 'run', name } });
    from = value.LastEvaluatedKey;
  } while (from !== undefined);
  return runs;
}
