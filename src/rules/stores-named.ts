import type { Condition } from './condition.ts';

/** A store that a condition names, and where in the condition. */
export interface NamedStore {
  readonly path: readonly (string | number)[];
  readonly id: string;
}

/** Every store id of every store_id_matches in a condition. Pure. */
export function storesNamed(condition: Condition): readonly NamedStore[] {
  switch (condition.kind) {
    case 'leaf':
      return condition.name === 'store_id_matches' ? idsOf(condition.argument) : [];
    case 'not':
      return below('not', storesNamed(condition.of));
    default:
      return condition.of.flatMap((part, index) => below(condition.kind, below(index, storesNamed(part))));
  }
}

/** The argument of a condition that was read: it fits. */
function idsOf(argument: unknown): readonly NamedStore[] {
  const ids: readonly unknown[] = Array.isArray(argument) ? argument : [];
  return ids.map((id, index) => ({ path: ['store_id_matches', index], id: String(id) }));
}

function below(step: string | number, named: readonly NamedStore[]): readonly NamedStore[] {
  return named.map(({ path, id }) => ({ path: [step, ...path], id }));
}
