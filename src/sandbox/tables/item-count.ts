import type { DynaliteAnswer, DynaliteClient } from './dynalite-client.ts';

/**
 * A DescribeTable answer with the number of items there now. DynamoDB itself counts every six hours; dynalite never does,
 * and a table that looks empty is what preflight warns of.
 */
export async function withItemCount(
  dynalite: DynaliteClient,
  answer: DynaliteAnswer,
): Promise<DynaliteAnswer> {
  if (answer.status !== 200) return answer;
  const description: { Table: { TableName: string; ItemCount?: number } } = JSON.parse(answer.body);
  const { Table } = description;
  const ItemCount = await countItems(dynalite, Table.TableName);
  // The checksum header covered the body as it was.
  return {
    status: 200,
    body: JSON.stringify({ ...description, Table: { ...Table, ItemCount } }),
    headers: {},
  };
}

async function countItems(dynalite: DynaliteClient, TableName: string): Promise<number> {
  let count = 0;
  let ExclusiveStartKey: unknown;
  do {
    const answer = await dynalite.call(
      'Scan',
      JSON.stringify({ TableName, Select: 'COUNT', ExclusiveStartKey }),
    );
    const page: { Count: number; LastEvaluatedKey?: unknown } = JSON.parse(answer.body);
    count += page.Count;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return count;
}
