import type { LedgerLine } from './ledger-line.ts';
import { inline } from './markdown.ts';
import { renderRepeats, type ShownCall } from './render-call.ts';
import { readObservation } from './run-line-data.ts';
import { safeJson } from './safe-json.ts';

/** How many different questions of one operation are shown; the ledger holds all. */
const shownQuestions = 5;

/** What the run read, by operation: the same question asked again and again is shown by its first and last answer. */
export function renderReads(lines: readonly LedgerLine[]): string {
  const operations = grouped(observedCalls(lines), ({ call }) => `${call.service}:${call.operation}`);
  if (operations.size === 0) return 'Nothing was read.\n';
  return [...operations].map(([name, calls]) => renderOperation(name, calls)).join('\n');
}

function observedCalls(lines: readonly LedgerLine[]): readonly ShownCall[] {
  return lines.flatMap((line) => {
    const call = line.kind === 'observation' ? readObservation(line.data) : null;
    return call ? [{ call, line: line.seq }] : [];
  });
}

function renderOperation(name: string, calls: readonly ShownCall[]): string {
  const questions = [...grouped(calls, ({ call }) => safeJson(call.input)).values()];
  const count = calls.length === 1 ? '1 call' : `${calls.length} calls`;
  const shown = questions.slice(0, shownQuestions).map((question) => `\n${renderRepeats(question)}`);
  return `#### ${inline(name)} (${count})\n${shown.join('')}${leftOut(questions.slice(shownQuestions).flat())}`;
}

function leftOut(calls: readonly ShownCall[]): string {
  if (calls.length === 0) return '';
  const failed = calls.filter(({ call }) => call.error !== null).length;
  const ending = failed === 0 ? 'all answered' : `${failed} of them with an error`;
  return `\n… ${calls.length} more with other parameters, ${ending}; the ledger holds them from line ${calls[0]?.line} to ${calls.at(-1)?.line}.\n`;
}

function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
