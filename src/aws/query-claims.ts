/* One query on an index of the claims table, all its pages, for exactly the attributes that the caller reads. */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { answerOf } from './answer-of.ts';

/** One index of the claims table and the value that is looked for. */
export interface ClaimQuery {
  readonly index: 'open-claims' | 'by-run';
  readonly key: 'open_state' | 'run_id';
  readonly value: string;
}

/** The claims that an index shows. An index may be some seconds behind its table. What `item` does not name never travels. */
export async function queryClaims<Item extends z.ZodObject>(
  client: DynamoDBDocumentClient,
  item: Item,
  { table, index, key, value }: ClaimQuery & { readonly table: string },
): Promise<readonly z.output<Item>[]> {
  const call = { action: 'dynamodb:Query', subject: `index ${index} of table ${table}` };
  const answer = z.object({
    Items: z.array(item).default([]),
    LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
  });
  const attributes = Object.keys(item.shape);
  const claims: z.output<Item>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = {
      TableName: table,
      IndexName: index,
      KeyConditionExpression: '#key = :value',
      ProjectionExpression: attributes.map((_, number) => `#a${number}`).join(', '),
      ExpressionAttributeNames: {
        '#key': key,
        ...Object.fromEntries(attributes.map((attribute, number) => [`#a${number}`, attribute])),
      },
      ExpressionAttributeValues: { ':value': value },
      ExclusiveStartKey: from,
    };
    const { value: found } = await answerOf(call, answer, () => client.send(new QueryCommand(page)));
    claims.push(...found.Items);
    from = found.LastEvaluatedKey;
  } while (from !== undefined);
  return claims;
}
