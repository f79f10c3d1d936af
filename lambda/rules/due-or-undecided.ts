import type { Facts } from '../../src/rules/condition.ts';
import { type DueKind, dueKinds } from '../../src/rules/due-kinds.ts';
import type { Rule } from '../../src/rules/rule.ts';

/** A message that is due, or of which the booking does not say whether it is. */
export interface MaybeDue extends DueKind {
  /** Why it is not known; null: it is due. */
  readonly undecided: string | null;
}

const unreadOption =
  'an option of the booking has no readable name, so the rules cannot decide whether the message is due';

/**
 * What is due for one booking, in the order of the rules. If a kind is due only with, or only without, the options whose
 * names are malformed, nobody knows whether it is: it is not sent, and reported instead of left out. Pure.
 */
export function dueOrUndecided(rules: readonly Rule[], facts: Facts): readonly MaybeDue[] {
  const without = dueKinds(rules, facts);
  if (facts.booking.unreadOptions === 0) return without.map((due) => ({ ...due, undecided: null }));
  const withThem = dueKinds(rules, { ...facts, takesUnreadOptions: true });
  const isIn = (list: readonly DueKind[], { kind }: DueKind) => list.some((due) => due.kind === kind);
  return [
    ...without.map((due) => ({ ...due, undecided: isIn(withThem, due) ? null : unreadOption })),
    ...withThem.filter((due) => !isIn(without, due)).map((due) => ({ ...due, undecided: unreadOption })),
  ];
}
