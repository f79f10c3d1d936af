import type { StepResult } from '../domain/step-result.ts';
import type { LedgerLine } from './ledger-line.ts';
import { fenced, inline, quoted } from './markdown.ts';
import { capped, renderCall, renderRepeats, type ShownCall } from './render-call.ts';
import {
  readIntent,
  readObservation,
  readOutcome,
  readProse,
  readRecovery,
  readSpilled,
} from './run-line-data.ts';
import { safeJson } from './safe-json.ts';
import { duration } from './show-time.ts';

/*
 * The steps of a run in the order in which they began, each with what its ledger lines hold. Every line of the run is
 * accounted for here or in the tables.
 */

/** Kinds that the section shows elsewhere: the heading, the verdict table, the attachments. */
const shownElsewhere: ReadonlySet<string> = new Set([
  'run-started',
  'verdict',
  'artifact',
  'section',
  'run-ended',
]);

export function renderSteps(lines: readonly LedgerLine[], steps: readonly StepResult[]): string {
  const groups = groupByStep(lines);
  const ids = [...new Set([...groups.keys(), ...steps.map((step) => step.id)])];
  if (ids.length === 0) return 'No step was taken.\n';
  return ids
    .map((id, index) =>
      renderStep(
        index + 1,
        id,
        groups.get(id) ?? [],
        steps.find((step) => step.id === id),
      ),
    )
    .join('\n');
}

function groupByStep(lines: readonly LedgerLine[]): ReadonlyMap<string, readonly LedgerLine[]> {
  const groups = new Map<string, LedgerLine[]>();
  for (const line of lines.filter(({ kind }) => !shownElsewhere.has(kind))) {
    const group = groups.get(line.step) ?? [];
    group.push(line);
    groups.set(line.step, group);
  }
  return groups;
}

function renderStep(
  number: number,
  id: string,
  lines: readonly LedgerLine[],
  step: StepResult | undefined,
): string {
  const title = step?.title ?? titleOf(lines) ?? id;
  const state = step ? `: ${step.state}, ${duration(step.durationMs)}` : '';
  const heading = `#### ${number}. ${inline(title)}${state}\n`;
  const detail = step && step.detail !== '' ? `\n${inline(step.detail)}\n` : '';
  return `${heading}${detail}${blocks(lines)
    .map((block) => `\n${block}`)
    .join('')}`;
}

function titleOf(lines: readonly LedgerLine[]): string | null {
  return (
    lines.map((line) => (line.kind === 'intent' ? readIntent(line.data) : null)).find((data) => data)
      ?.title ?? null
  );
}

/** Reads in a row are gathered; everything else is shown line by line. */
function blocks(lines: readonly LedgerLine[]): string[] {
  const shown: string[] = [];
  let reads: ShownCall[] = [];
  const flush = () => {
    if (reads.length > 0) shown.push(renderRepeats(reads));
    reads = [];
  };
  for (const line of lines) {
    const call = line.kind === 'observation' ? readObservation(line.data) : null;
    if (!call || !isSameOperation(reads.at(-1), call)) flush();
    if (call) reads.push({ call, line: line.seq });
    else shown.push(renderLine(line));
  }
  flush();
  return shown;
}

function isSameOperation(before: ShownCall | undefined, call: ShownCall['call']): boolean {
  if (!before) return true;
  return before.call.service === call.service && before.call.operation === call.operation;
}

function renderLine(line: LedgerLine): string {
  switch (line.kind) {
    case 'intent':
      return `Intent written in ledger line ${line.seq}, on disk before the call.\n`;
    case 'outcome':
      return renderOutcome(line);
    case 'recovery': {
      const recovery = readRecovery(line.data);
      return recovery
        ? `Recovery, ledger line ${line.seq}: ${inline(recovery.sentence)}\n`
        : renderPlain(line);
    }
    case 'note':
    case 'approval': {
      const prose = readProse(line.data);
      return prose ? `${quoted(prose.text)}\nLedger line ${line.seq} (${line.kind}).\n` : renderPlain(line);
    }
    case 'spill':
      return renderSpill(line);
    default:
      return renderPlain(line);
  }
}

function renderOutcome(line: LedgerLine): string {
  const outcome = readOutcome(line.data);
  if (!outcome) return renderPlain(line);
  const calls = outcome.calls.map((call) => renderCall({ call, line: line.seq })).join('\n');
  const closing = `Outcome: **${inline(outcome.state)}** (ledger line ${line.seq} closes intent ${outcome.intent}).\n`;
  return calls === '' ? closing : `${calls}\n${closing}`;
}

function renderSpill(line: LedgerLine): string {
  const spilled = readSpilled(line.data);
  if (!spilled) return renderPlain(line);
  const what = `Taken in from the spill of run ${inline(spilled.line.run)}: ${inline(spilled.kind)}, step ${inline(spilled.line.step)} (ledger line ${line.seq}).\n`;
  return `${what}\n${fenced(capped(safeJson(spilled.line.data, 2), line.seq))}`;
}

function renderPlain(line: LedgerLine): string {
  return `${inline(line.kind)} (ledger line ${line.seq}):\n\n${fenced(capped(safeJson(line.data, 2), line.seq))}`;
}
