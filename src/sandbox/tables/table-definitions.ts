import type { WorldSpec } from '../world-spec.ts';

/** CreateTable requests of the four tables, indexes at creation: dynalite adds none to an on-demand table afterwards. */
export function tableDefinitions(names: WorldSpec['tables']): readonly Record<string, unknown>[] {
  return [
    definition(names.sms, { hash: 'booking_num', range: 'phone' }),
    definition(`${names.sms}_v2`, { hash: 'booking_num', range: 'phone' }),
    definition(names.claims, { hash: 'claim_id' }, [
      { name: 'open-claims', hash: 'open_state', range: 'claimed_at' },
      { name: 'by-run', hash: 'run_id', range: 'claim_id' },
    ]),
    definition(names.session, { hash: 'id' }),
    definition(names.control, { hash: 'scope', range: 'name' }),
  ];
}

interface Key {
  readonly hash: string;
  readonly range?: string;
}

function definition(
  name: string,
  key: Key,
  indexes: readonly (Key & { readonly name: string })[] = [],
): Record<string, unknown> {
  const attributes = new Set(
    [key, ...indexes].flatMap(({ hash, range }) => (range ? [hash, range] : [hash])),
  );
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...attributes].map((attribute) => ({
      AttributeName: attribute,
      AttributeType: 'S',
    })),
    KeySchema: keySchema(key),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(indexDefinition) }),
  };
}

function indexDefinition(index: Key & { readonly name: string }): Record<string, unknown> {
  return { IndexName: index.name, KeySchema: keySchema(index), Projection: { ProjectionType: 'ALL' } };
}

function keySchema({ hash, range }: Key): Record<string, string>[] {
  const schema = [{ AttributeName: hash, KeyType: 'HASH' }];
  return range ? [...schema, { AttributeName: range, KeyType: 'RANGE' }] : schema;
}
