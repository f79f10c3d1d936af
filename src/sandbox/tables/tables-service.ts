import { type AwsError, type Operation, RawAnswer, type ServiceCall } from '../http/service.ts';
import type { TablesService } from '../neighbours.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import type { WorldSpec } from '../world-spec.ts';
import { createBackups } from './backups.ts';
import { type DynaliteAnswer, type DynaliteClient, startDynalite } from './dynalite-client.ts';
import type { Item } from './item.ts';
import { withItemCount } from './item-count.ts';
import { ItemImages, refusalOf } from './item-images.ts';
import { ReadWriteLock } from './read-write-lock.ts';
import { RequestTokens } from './request-tokens.ts';
import { writeOneItem } from './single-write.ts';
import { StaleReads } from './stale-reads.ts';
import { tableDefinitions } from './table-definitions.ts';
import { inThisAccount } from './table-identity.ts';
import { createTimeToLive } from './time-to-live.ts';
import { transactWrite } from './transact-write.ts';
import { readTransactGet, readTransactWrite } from './transaction-input.ts';

/** DynamoDB: dynalite behind a proxy that adds transactions, backups, stale reads and old items on failed conditions. */
export async function createTablesService(
  context: SandboxContext,
  spec: Pick<WorldSpec, 'tables'>,
): Promise<TablesService> {
  const dynalite = await startDynalite(context);
  const tables = new Tables(dynalite);
  const backups = createBackups(dynalite);
  const timeToLive = createTimeToLive(dynalite);
  for (const definition of tableDefinitions(spec.tables)) {
    await tables.require('CreateTable', definition);
    backups.enable(String(definition.TableName), context.nowMs());
  }
  // As docs/privacy.md has an operator do it.
  for (const table of [spec.tables.claims, spec.tables.control]) timeToLive.enable(table, 'ttl');
  return {
    name: 'dynamodb',
    operations: { ...tables.operations(), ...backups.operations, ...timeToLive.operations },
    putItem: (table, item) => tables.require('PutItem', { TableName: table, Item: item }),
    putItems: (table, items) => tables.putMany(table, items),
  };
}

/** Items of one BatchWriteItem (vendor). */
const maxBatch = 25;
const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];
const singleWrites = ['PutItem', 'UpdateItem', 'DeleteItem'] as const;
const manyWrites = ['BatchWriteItem'];
const descriptions = ['ListTables', 'ListTagsOfResource'];
const definitions = ['CreateTable', 'DeleteTable', 'UpdateTable', 'TagResource', 'UntagResource'];

class Tables {
  readonly #dynalite: DynaliteClient;
  readonly #lock = new ReadWriteLock();
  readonly #images: ItemImages;
  readonly #stale: StaleReads;
  readonly #tokens = new RequestTokens();

  constructor(dynalite: DynaliteClient) {
    this.#dynalite = dynalite;
    this.#images = new ItemImages(dynalite);
    this.#stale = new StaleReads(this.#images);
  }

  operations(): Record<string, Operation> {
    return {
      ...each(reads, (_input, call) => this.#read(call)),
      ...each(singleWrites, (_input, call) => this.#writeOne(call)),
      ...each(manyWrites, (_input, call) => this.#lock.write(() => this.#pass(call))),
      ...each(descriptions, (_input, call) => this.#lock.read(() => this.#pass(call))),
      DescribeTable: (_input, call) => this.#lock.read(() => this.#describe(call)),
      ...each(definitions, (_input, call) => this.#define(call)),
      TransactWriteItems: (input, call) => this.#transactWrite(input, call.nowMs),
      TransactGetItems: (input) => this.#transactGet(input),
    };
  }

  /** A call of our own, past the front. Throws where dynalite refuses. */
  async require(operation: string, input: unknown): Promise<void> {
    const answer = await this.#lock.write(() => this.#dynalite.call(operation, JSON.stringify(input)));
    if (answer.status !== 200) throw refusalOf(answer);
  }

  async putMany(table: string, items: readonly Item[]): Promise<void> {
    for (let from = 0; from < items.length; from += maxBatch) {
      const requests = items.slice(from, from + maxBatch).map((item) => ({ PutRequest: { Item: item } }));
      await this.require('BatchWriteItem', { RequestItems: { [table]: requests } });
    }
  }

  async #read(call: ServiceCall): Promise<RawAnswer> {
    if (!call.isStale || call.input.ConsistentRead === true) return this.#lock.read(() => this.#pass(call));
    return this.#lock.write(() => this.#stale.asBefore(() => this.#pass(call)));
  }

  async #writeOne(call: ServiceCall): Promise<RawAnswer> {
    return this.#lock.write(async () => {
      const { answer, image } = await writeOneItem(this.#dynalite, this.#images, call);
      if (answer.status === 200 && image) this.#stale.wrote([image]);
      return raw(answer);
    });
  }

  async #define(call: ServiceCall): Promise<RawAnswer> {
    return this.#lock.write(async () => {
      this.#images.forget(String(call.input.TableName));
      return this.#pass(call);
    });
  }

  async #transactWrite(input: unknown, nowMs: number): Promise<Record<string, never>> {
    const { token, actions } = readTransactWrite(input);
    return this.#lock.write(async () => {
      if (this.#tokens.wasMade(token, input, nowMs)) return {};
      this.#stale.wrote(await transactWrite(this.#dynalite, this.#images, actions));
      this.#tokens.remember(token, input, nowMs);
      return {};
    });
  }

  async #transactGet(input: unknown): Promise<{ Responses: unknown[] }> {
    const gets = readTransactGet(input);
    return this.#lock.write(async () => {
      const Responses: unknown[] = [];
      for (const get of gets) {
        const answer = await this.#dynalite.call('GetItem', JSON.stringify({ ...get, ConsistentRead: true }));
        if (answer.status !== 200) throw refusalOf(answer) satisfies AwsError;
        Responses.push(JSON.parse(answer.body));
      }
      return { Responses };
    });
  }

  async #describe(call: ServiceCall): Promise<RawAnswer> {
    const answer = await this.#dynalite.call(call.operation, call.rawBody.toString('utf8'));
    return raw(inThisAccount(call.context, await withItemCount(this.#dynalite, answer)));
  }

  async #pass(call: ServiceCall): Promise<RawAnswer> {
    const answer = await this.#dynalite.call(call.operation, call.rawBody.toString('utf8'));
    return raw(inThisAccount(call.context, answer));
  }
}

function each(names: readonly string[], operation: Operation): Record<string, Operation> {
  return Object.fromEntries(names.map((name) => [name, operation]));
}

function raw({ status, body, headers }: DynaliteAnswer): RawAnswer {
  const errorType = status === 200 ? {} : { 'x-amzn-errortype': errorTypeOf(body) };
  return new RawAnswer(status, body, {
    'content-type': 'application/x-amz-json-1.0',
    ...headers,
    ...errorType,
  });
}

/** For the sandbox's own call log; DynamoDB's clients read the body. */
function errorTypeOf(body: string): string {
  return /"__type":"(?:[^"#]*#)?([^"]+)"/.exec(body)?.[1] ?? 'Unknown';
}
