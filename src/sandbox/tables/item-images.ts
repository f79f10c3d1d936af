import * as z from 'zod';
import { AwsError } from '../http/service.ts';
import type { DynaliteAnswer, DynaliteClient } from './dynalite-client.ts';
import { type Item, itemOf } from './item.ts';

/** What stood at a key before a write: enough to undo it. */
export interface ItemImage {
  readonly table: string;
  readonly key: Item;
  readonly before: Item | null;
}

/** Reads and restores items beside the calls of clients. Only for use while the tables' lock is held for writing. */
export class ItemImages {
  readonly #dynalite: DynaliteClient;
  readonly #keyNames = new Map<string, readonly string[]>();

  constructor(dynalite: DynaliteClient) {
    this.#dynalite = dynalite;
  }

  /** After a table came or went. */
  forget(table: string): void {
    this.#keyNames.delete(table);
  }

  /** The key of an item. Throws AwsError where the table is not there. */
  async keyOf(table: string, item: Item): Promise<Item> {
    const names = this.#keyNames.get(table) ?? (await this.#readKeyNames(table));
    return Object.fromEntries(names.filter((name) => name in item).map((name) => [name, item[name]]));
  }

  async take(table: string, key: Item): Promise<ItemImage> {
    return { table, key, before: await this.read(table, key) };
  }

  async read(table: string, key: Item): Promise<Item | null> {
    const asked = { TableName: table, Key: key, ConsistentRead: true };
    return itemOf(await this.#succeed('GetItem', asked), 'Item');
  }

  /** Puts back what stood there. */
  async restore({ table, key, before }: ItemImage): Promise<void> {
    if (before === null) await this.#succeed('DeleteItem', { TableName: table, Key: key });
    else await this.#succeed('PutItem', { TableName: table, Item: before });
  }

  async #readKeyNames(table: string): Promise<readonly string[]> {
    const body = await this.#succeed('DescribeTable', { TableName: table });
    const names = describedSchema
      .parse(JSON.parse(body))
      .Table.KeySchema.map(({ AttributeName }) => AttributeName);
    this.#keyNames.set(table, names);
    return names;
  }

  async #succeed(operation: string, asked: unknown): Promise<string> {
    const answer = await this.#dynalite.call(operation, JSON.stringify(asked));
    if (answer.status !== 200) throw refusalOf(answer);
    return answer.body;
  }
}

const describedSchema = z.object({
  Table: z.object({ KeySchema: z.array(z.object({ AttributeName: z.string() })) }),
});

/** dynalite's refusal as the front's own error. */
export function refusalOf(answer: DynaliteAnswer): AwsError {
  const { __type, message, Message, ...detail } = z
    .looseObject({
      __type: z.string().default(''),
      message: z.string().optional(),
      Message: z.string().optional(),
    })
    .parse(JSON.parse(answer.body));
  const code = __type.split('#').at(-1) ?? '';
  return new AwsError(code, message ?? Message ?? '', answer.status, detail);
}
