import { type Condition, type Facts, holds } from './condition.ts';
import { dueKinds } from './due-kinds.ts';
import { latestSend } from './message-age.ts';
import type { MessageKind } from './message-kind.ts';
import type { ListedRule } from './rule.ts';
import { enabledRules } from './rule.ts';

/** Why one rule holds or does not, for one booking at one time. */
export interface RuleExplanation {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly holds: boolean;
  readonly condition: ConditionExplanation;
  /** What the rule asks for, and which of it this rule makes due. */
  readonly send: readonly MessageKind[];
  readonly due: readonly MessageKind[];
  /** What would be due, and is older than the rule sends it: the Lambda holds it back and reports it. */
  readonly tooOld: readonly MessageKind[];
  /** Of what is due or too old, until when the rule sends it; a kind without such a limit is not here. */
  readonly sentUntil: Readonly<Partial<Record<MessageKind, Date>>>;
}

export interface ConditionExplanation {
  /** `all`, `any`, `not`, or a condition's name with its argument. */
  readonly text: string;
  readonly holds: boolean;
  /** What a named condition looked at; null for all, any and not. */
  readonly observed: string | null;
  readonly parts: readonly ConditionExplanation[];
}

/** Explains every rule of the file by the same evaluation that the Lambda sends by. Pure. */
export function explainRules(rules: readonly ListedRule[], facts: Facts): readonly RuleExplanation[] {
  const due = dueKinds(enabledRules(rules), facts);
  return rules.map((rule) => {
    const asked = due.filter(({ ruleName }) => ruleName === rule.name).map(({ kind }) => kind);
    const latest = new Map(asked.map((kind) => [kind, latestSend(rule, facts.booking, kind)]));
    const isTooOld = (kind: MessageKind): boolean => facts.now > (latest.get(kind) ?? facts.now);
    return {
      name: rule.name,
      isEnabled: rule.enabled,
      holds: holds(rule.when, facts),
      condition: explain(rule.when, facts),
      send: rule.send,
      due: asked.filter((kind) => !isTooOld(kind)),
      tooOld: asked.filter(isTooOld),
      sentUntil: Object.fromEntries([...latest].filter(([, until]) => until !== null)),
    };
  });
}

function explain(condition: Condition, facts: Facts): ConditionExplanation {
  if (condition.kind === 'leaf') {
    const text = `${condition.name}: ${JSON.stringify(condition.argument)}`;
    return { text, holds: condition.holds(facts), observed: condition.observe(facts), parts: [] };
  }
  const parts = condition.kind === 'not' ? [condition.of] : condition.of;
  return {
    text: condition.kind,
    holds: holds(condition, facts),
    observed: null,
    parts: parts.map((part) => explain(part, facts)),
  };
}
