import type { StepResult } from '../domain/step-result.ts';
import type { LedgerLine } from './ledger-line.ts';
import { readIntent, readObservation, readOutcome } from './run-line-data.ts';

/** Lines that are read together: an intent with what became of it, or remarks of one step in a row. */
export interface StepUnit {
  readonly step: string;
  readonly title: string;
  readonly lines: readonly LedgerLine[];
  /** How the operator saw it end; null where no step result belongs to it. */
  readonly result: StepResult | null;
}

/**
 * The lines of a run as steps, in the order in which they began. Retries of a step stay together; a drill that repeats
 * its steps has one unit for each time. Step results without lines (skipped, dry run) come last.
 */
export function stepUnits(lines: readonly LedgerLine[], results: readonly StepResult[]): readonly StepUnit[] {
  const drafts = draftUnits(lines.filter((line) => !isShownElsewhere(line)));
  const left = [...results];
  const units = drafts.map((draft) => {
    const title = titleOf(draft);
    const result = takeResult(left, draft, title);
    return { ...draft, title: result?.title ?? title ?? draft.step, result };
  });
  return [...units, ...left.map((result) => ({ step: result.id, title: result.title, lines: [], result }))];
}

interface DraftUnit {
  readonly step: string;
  readonly lines: LedgerLine[];
  readonly isChange: boolean;
}

function draftUnits(lines: readonly LedgerLine[]): readonly DraftUnit[] {
  const units: DraftUnit[] = [];
  const byIntent = new Map<number, DraftUnit>();
  for (const line of lines) {
    const intent = intentOf(line);
    const own = intent === null ? null : byIntent.get(intent);
    const unit = own ?? continued(units.at(-1), line) ?? begun(units, line);
    unit.lines.push(line);
    if (line.kind === 'intent') byIntent.set(line.seq, unit);
  }
  return units;
}

/** The intent that an outcome, or an attempt in doubt, speaks of. */
function intentOf(line: LedgerLine): number | null {
  const isEnding = line.kind === 'outcome' || line.kind === 'observation';
  return isEnding ? (readOutcome(line.data)?.intent ?? null) : null;
}

/** The next attempt of the same step, or one more remark on it. */
function continued(last: DraftUnit | undefined, line: LedgerLine): DraftUnit | null {
  if (!last || last.step !== line.step) return null;
  if (line.kind !== 'intent') return last.isChange ? null : last;
  return last.isChange && (readIntent(line.data)?.attempt ?? 1) > 1 ? last : null;
}

function begun(units: DraftUnit[], line: LedgerLine): DraftUnit {
  const unit = { step: line.step, lines: [], isChange: line.kind === 'intent' };
  units.push(unit);
  return unit;
}

function titleOf({ lines }: DraftUnit): string | null {
  const intent = lines.find((line) => line.kind === 'intent');
  return intent ? (readIntent(intent.data)?.title ?? null) : null;
}

/** The first result that was not given away yet and has the step's id, or its very title (a drill prefixes ids). */
function takeResult(left: StepResult[], { step }: DraftUnit, title: string | null): StepResult | null {
  const byId = left.findIndex((result) => result.id === step);
  const at = byId >= 0 ? byId : left.findIndex((result) => result.title === title);
  return at < 0 ? null : (left.splice(at, 1)[0] ?? null);
}

/** Reads, the heading, the attachments, the matrix and the verdict table hold these. */
function isShownElsewhere({ kind, data }: LedgerLine): boolean {
  switch (kind) {
    case 'artifact':
    case 'section':
    case 'run-ended':
      return true;
    case 'run-started':
      return data !== null && typeof data === 'object' && Object.keys(data).length === 0;
    case 'observation':
      return readObservation(data) !== null;
    case 'verdict':
      return (
        data !== null && typeof data === 'object' && ('checks' in data || 'check' in data || 'matrix' in data)
      );
    default:
      return false;
  }
}
