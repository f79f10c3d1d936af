import * as z from 'zod';

/** An item or key in DynamoDB's own JSON: attribute name to `{S: ...}` and the like. dynalite checks the values. */
export type Item = Readonly<Record<string, unknown>>;

export const itemSchema = z.record(z.string(), z.unknown());

/** The part of a parsed answer that names an item, or null where there is none. */
export function itemOf(body: string, member: 'Item' | 'Attributes'): Item | null {
  const parsed = z.looseObject({ [member]: itemSchema.optional() }).safeParse(JSON.parse(body));
  return parsed.success ? (parsed.data[member] ?? null) : null;
}
