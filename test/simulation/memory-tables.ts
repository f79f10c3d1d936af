import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { type Bindings, holds, type Item, updated } from './expressions.ts';

/*
 * The tables of the send path in memory, each call at one moment, so that the real claim store runs over them thousands
 * of times a second. test/lambda/claim/claim-store.test.ts holds them against dynalite by one contract.
 */

/** The key attributes of each table. */
const keys: Readonly<Record<string, readonly [string, string?]>> = {
  sms: ['booking_num', 'phone'],
  sms_v2: ['booking_num', 'phone'],
  sms_claims: ['claim_id'],
  session: ['id'],
  'naver-sms-control': ['scope', 'name'],
};

interface Conditional {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

interface Write extends Conditional {
  readonly table: string;
  readonly key: Item;
  /** Null: a condition check. */
  readonly next: ((stored: Item, bindings: Bindings) => Item) | 'removed' | null;
}

export class MemoryTables {
  readonly #tables = new Map<string, Map<string, Item>>();
  /** What the index of open claims shows; it follows the table as late as `onWrite` lets it. */
  readonly #index = new Map<string, Item>();
  readonly #onWrite: (follow: () => void) => void;

  /** `onWrite` is given the work that makes the index follow, to do now or later. */
  constructor(onWrite: (follow: () => void) => void = (follow) => follow()) {
    this.#onWrite = onWrite;
  }

  /** Does what the command says, at once, as DynamoDB answers it. Throws DynamoDB's own errors. */
  execute(command: unknown): unknown {
    if (command instanceof GetCommand) {
      const { TableName, Key } = command.input;
      return { Item: this.get(TableName ?? '', Key ?? {}) };
    }
    if (command instanceof BatchGetCommand) return this.#batchGet(command.input);
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof PutCommand) return this.#single(putOf(command.input));
    if (command instanceof UpdateCommand) return this.#single(updateOf(command.input));
    if (command instanceof TransactWriteCommand) return this.#transact(command.input);
    if (command instanceof ScanCommand) return this.#scan(command.input);
    throw new Error(`not an operation of the send path: ${String(command)}`);
  }

  get(table: string, key: Item): Item | undefined {
    return this.#rows(table).get(idOf(table, key));
  }

  put(table: string, item: Item): void {
    this.#store(table, item, item);
  }

  delete(table: string, key: Item): void {
    this.#rows(table).delete(idOf(table, key));
  }

  all(table: string): readonly Item[] {
    return [...this.#rows(table).values()];
  }

  #rows(table: string): Map<string, Item> {
    const rows = this.#tables.get(table) ?? new Map<string, Item>();
    this.#tables.set(table, rows);
    return rows;
  }

  #store(table: string, key: Item, item: Item): void {
    const id = idOf(table, key);
    this.#rows(table).set(id, item);
    if (table !== 'sms_claims') return;
    this.#onWrite(() => {
      const now = this.#rows(table).get(id);
      if (now?.open_state === undefined) this.#index.delete(id);
      else this.#index.set(id, now);
    });
  }

  #scan({ TableName, Limit }: ScanCommandInput): unknown {
    return { Items: this.all(TableName ?? '').slice(0, Limit) };
  }

  #batchGet({ RequestItems }: BatchGetCommandInput): unknown {
    const Responses = Object.fromEntries(
      Object.entries(RequestItems ?? {}).map(([table, { Keys }]) => [
        table,
        (Keys ?? []).flatMap((key) => this.get(table, key) ?? []),
      ]),
    );
    return { Responses, UnprocessedKeys: {} };
  }

  /** The rows of a booking, or the index `open-claims`. */
  #query({ TableName, IndexName, ExpressionAttributeValues, Limit }: QueryCommandInput): unknown {
    if (TableName === 'sms' && IndexName === undefined) {
      const bookingNum = ExpressionAttributeValues?.[':booking'];
      return { Items: this.all('sms').filter(({ booking_num }) => booking_num === bookingNum) };
    }
    if (IndexName !== 'open-claims') throw new Error(`no such index: ${IndexName}`);
    const [state] = Object.values(ExpressionAttributeValues ?? {});
    const found = [...this.#index.values()]
      .filter((item) => item.open_state === state)
      .sort((a, b) => String(a.claimed_at).localeCompare(String(b.claimed_at)));
    return { Items: found.slice(0, Limit), $metadata: { requestId: 'memory' } };
  }

  #single(write: Write): unknown {
    if (!this.#isAllowed(write)) {
      throw new ConditionalCheckFailedException({ $metadata: {}, message: 'The condition failed' });
    }
    this.#do(write);
    return { $metadata: { requestId: 'memory' } };
  }

  #transact({ TransactItems }: TransactWriteCommandInput): unknown {
    const writes = (TransactItems ?? []).map(writeOf);
    const failed = writes.map((write) => !this.#isAllowed(write));
    if (failed.includes(true)) {
      throw new TransactionCanceledException({
        $metadata: {},
        message: 'Transaction cancelled',
        CancellationReasons: failed.map((isFailed) => ({
          Code: isFailed ? 'ConditionalCheckFailed' : 'None',
        })),
      });
    }
    for (const write of writes) this.#do(write);
    return { $metadata: { requestId: 'memory' } };
  }

  #isAllowed(write: Write): boolean {
    if (write.ConditionExpression === undefined) return true;
    return holds(write.ConditionExpression, this.get(write.table, write.key) ?? {}, bindingsOf(write));
  }

  #do(write: Write): void {
    if (!write.next) return;
    const stored = this.get(write.table, write.key) ?? write.key;
    if (write.next === 'removed') this.delete(write.table, write.key);
    else this.#store(write.table, write.key, write.next(stored, bindingsOf(write)));
  }
}

const bindingsOf = (write: Conditional): Bindings => ({
  names: write.ExpressionAttributeNames ?? {},
  values: write.ExpressionAttributeValues ?? {},
});

function idOf(table: string, key: Item): string {
  const [hash, range] = keys[table] ?? [];
  if (hash === undefined) throw new Error(`no such table: ${table}`);
  return range === undefined ? String(key[hash]) : `${key[hash]} ${key[range]}`;
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

function writeOf({ Put, Update, Delete, ConditionCheck }: TransactItem): Write {
  if (Put) return putOf(Put);
  if (Delete) return { ...Delete, table: Delete.TableName ?? '', key: Delete.Key ?? {}, next: 'removed' };
  if (Update) return updateOf(Update);
  if (!ConditionCheck) throw new Error('a transaction item that is not understood');
  return {
    ...ConditionCheck,
    table: ConditionCheck.TableName ?? '',
    key: ConditionCheck.Key ?? {},
    next: null,
  };
}

function putOf(put: Conditional & { TableName?: string | undefined; Item?: Item | undefined }): Write {
  const item = put.Item ?? {};
  return { ...put, table: put.TableName ?? '', key: item, next: () => item };
}

function updateOf(
  update: Conditional & {
    TableName?: string | undefined;
    Key?: Item | undefined;
    UpdateExpression?: string | undefined;
  },
): Write {
  const { TableName = '', Key = {}, UpdateExpression = '' } = update;
  return {
    ...update,
    table: TableName,
    key: Key,
    next: (stored, bindings) => updated(UpdateExpression, stored, bindings),
  };
}
