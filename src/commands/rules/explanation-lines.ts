import type { ConditionExplanation, RuleExplanation } from '../../rules/explain-rules.ts';

/** A rule's explanation as lines: what it comes to, then its conditions as the tree that they are. */
export function explanationLines(rule: RuleExplanation): readonly string[] {
  return [`${markOf(rule.holds)} ${rule.name}: ${outcomeOf(rule)}`, ...conditionLines(rule.condition, 1)];
}

function outcomeOf({ isEnabled, holds, due, send }: RuleExplanation): string {
  const asked = send.join(', ') || 'no message';
  if (!isEnabled) return `switched off; it would ${holds ? '' : 'not '}hold`;
  if (!holds) return `does not hold, so it asks for nothing (${asked})`;
  const taken = send.filter((kind) => !due.includes(kind));
  const told = taken.length === 0 ? '' : `; ${taken.join(', ')} is due already by a rule before it`;
  return due.length === 0 ? `holds${told || ', and sends no message'}` : `${due.join(', ')} due${told}`;
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
