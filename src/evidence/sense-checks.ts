import type { Finding, LedgerFacts } from './ledger-facts.ts';
import { parseData } from './ledger-facts.ts';

/*
 * What a good chain cannot tell: invented timing and missing runs. Findings are reported beside the verdict; they say
 * where an auditor should ask.
 */

/** Every finding over a ledger, those collected line by line included. */
export function senseFindings(facts: LedgerFacts): readonly Finding[] {
  return [
    ...facts.findings,
    ...facts.runs.flatMap(spanFindings),
    ...numberFindings(facts),
    ...endFindings(facts),
  ];
}

function spanFindings(run: LedgerFacts['runs'][number]): Finding[] {
  if (!run.end) return [];
  return spansOf(run.end.data)
    .filter((span) => span.durationMs <= 0)
    .map((span) => ({
      level: 'doubt',
      line: run.end?.line ?? null,
      sentence: `Run ${run.run} records the span "${span.title}" with ${span.durationMs} ms: nothing takes no time.`,
    }));
}

function spansOf(data: string): { title: string; durationMs: number }[] {
  const parsed = parseData(data);
  const spans = parsed !== null && typeof parsed === 'object' && 'spans' in parsed ? parsed.spans : null;
  if (!Array.isArray(spans)) return [];
  return spans.flatMap((span: unknown) => {
    if (span === null || typeof span !== 'object' || !('durationMs' in span)) return [];
    const title = 'title' in span ? String(span.title) : '';
    return typeof span.durationMs === 'number' ? [{ title, durationMs: span.durationMs }] : [];
  });
}

function numberFindings(facts: LedgerFacts): Finding[] {
  const numbered = facts.runs.filter((run) => run.runNo !== null);
  const numbers = numbered.map((run) => run.runNo ?? 0);
  const findings: Finding[] = numbered.flatMap((run, index) =>
    index > 0 && (run.runNo ?? 0) <= (numbers[index - 1] ?? 0)
      ? [
          {
            level: 'doubt',
            line: run.firstLine,
            sentence: `Run ${run.run} carries number ${run.runNo} after number ${numbers[index - 1]}.`,
          },
        ]
      : [],
  );
  const missing = missingNumbers(numbers);
  return missing.length === 0 ? findings : [...findings, gapFinding(missing)];
}

const listedAtMost = 12;

function gapFinding(missing: readonly number[]): Finding {
  const shown = missing.slice(0, listedAtMost).join(', ');
  const more = missing.length > listedAtMost ? ` and ${missing.length - listedAtMost} more` : '';
  return {
    level: 'notice',
    line: null,
    sentence: `${missing.length === 1 ? 'Run' : 'Runs'} ${shown}${more} ${missing.length === 1 ? 'is' : 'are'} not here: every run takes a number, so ask where ${missing.length === 1 ? 'it was' : 'they were'} recorded.`,
  };
}

/** At most a few thousand are worth naming; a forged number must not make a list of billions. */
const searchedAtMost = 5_000;

function missingNumbers(numbers: readonly number[]): number[] {
  const present = new Set(numbers);
  const last = Math.max(0, ...numbers);
  const missing: number[] = [];
  for (let number = Math.max(1, last - searchedAtMost); number < last; number += 1) {
    if (!present.has(number)) missing.push(number);
  }
  return missing;
}

function endFindings(facts: LedgerFacts): Finding[] {
  return facts.runs
    .filter((run) => !run.end)
    .map((run) => ({
      level: 'notice',
      line: run.lastLine,
      sentence: `Run ${run.run} never ended: it was interrupted after line ${run.lastLine}, or is still going on.`,
    }));
}
