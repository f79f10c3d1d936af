import { toKst } from '../../domain/kst.ts';
import type { ConditionExplanation, RuleExplanation } from '../../rules/explain-rules.ts';
import type { MessageKind } from '../../rules/message-kind.ts';

/** A rule's explanation as lines: what it comes to, then its conditions as the tree that they are. */
export function explanationLines(rule: RuleExplanation): readonly string[] {
  return [`${markOf(rule.holds)} ${rule.name}: ${outcomeOf(rule)}`, ...conditionLines(rule.condition, 1)];
}

function outcomeOf(rule: RuleExplanation): string {
  const { isEnabled, holds, due, tooOld, send } = rule;
  const asked = send.join(', ') || 'no message';
  if (!isEnabled) return `switched off; it would ${holds ? '' : 'not '}hold`;
  if (!holds) return `does not hold, so it asks for nothing (${asked})`;
  const taken = send.filter((kind) => !due.includes(kind) && !tooOld.includes(kind));
  const told = [
    ...tooOld.map((kind) => `; ${kind} is too old: it is sent${untilOf(rule, kind)} and then held back`),
    ...(taken.length === 0 ? [] : [`; ${taken.join(', ')} is due already by a rule before it`]),
  ].join('');
  if (due.length === 0) return `holds${told || ', and sends no message'}`;
  const limits = due.flatMap((kind) =>
    rule.sentUntil[kind] ? [`${kind} is sent${untilOf(rule, kind)}`] : [],
  );
  return `${due.join(', ')} due${limits.map((limit) => `; ${limit}`).join('')}${told}`;
}

function untilOf({ sentUntil }: RuleExplanation, kind: MessageKind): string {
  const until = sentUntil[kind];
  return until === undefined ? '' : ` until ${toKst(until).slice(0, 16)} KST`;
}

function conditionLines(
  { text, holds, observed, parts }: ConditionExplanation,
  depth: number,
): readonly string[] {
  const seen = observed === null ? '' : ` (${observed})`;
  const line = `${'  '.repeat(depth)}${markOf(holds)} ${text}${seen}`;
  return [line, ...parts.flatMap((part) => conditionLines(part, depth + 1))];
}

function markOf(isTrue: boolean): string {
  return isTrue ? '✔' : '✖';
}
