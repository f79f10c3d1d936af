import { type Facts, holds } from './condition.ts';
import type { MessageKind } from './message-kind.ts';
import type { Rule } from './rule.ts';

/** A kind of message that is due for a booking, and the first rule that says so. */
export interface DueKind {
  readonly kind: MessageKind;
  readonly ruleName: string;
}

/** What is due for one booking, in the order of the rules. A kind is due once, however many rules ask for it. Pure. */
export function dueKinds(rules: readonly Rule[], facts: Facts): readonly DueKind[] {
  const due = new Map<MessageKind, DueKind>();
  for (const rule of rules) {
    if (!holds(rule.when, facts)) continue;
    for (const kind of rule.send) {
      if (!due.has(kind)) due.set(kind, { kind, ruleName: rule.name });
    }
  }
  return [...due.values()];
}
