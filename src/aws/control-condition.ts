/* The condition under which a control item may be written: it is still what the writer read. */

export interface WriteCondition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/**
 * Every field of `expected` is unchanged; null: the item is not there. Maps are left out: each item that has one has a time
 * or number beside it that changes with every write.
 */
export function equalsCondition(expected: object | null): WriteCondition {
  if (expected === null) {
    return {
      ConditionExpression: 'attribute_not_exists(#scope)',
      ExpressionAttributeNames: { '#scope': 'scope' },
    };
  }
  const fields = Object.entries(expected).filter(([, value]) => value === null || typeof value !== 'object');
  return {
    ConditionExpression: fields.map(([, value], index) => clause(value, index)).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(fields.map(([field], index) => [`#f${index}`, field])),
    ExpressionAttributeValues: Object.fromEntries(fields.map(([, value], index) => [`:v${index}`, value])),
  };
}

/** A field that reads as null may be missing or NULL in the table. */
function clause(value: unknown, index: number): string {
  const equal = `#f${index} = :v${index}`;
  return value === null ? `(attribute_not_exists(#f${index}) OR ${equal})` : equal;
}
