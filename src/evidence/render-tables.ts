import type { CheckResult } from '../domain/check-result.ts';
import type { Span } from '../domain/span.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { LedgerLine } from './ledger-line.ts';
import { code, inline, table } from './markdown.ts';
import { duration, utcAndKst } from './show-time.ts';

/** A verdict in one word, with its reason where it has one. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.state) {
    case 'pass':
      return '**pass**';
    case 'fail':
      return `**FAIL**: ${inline(verdict.reason)}`;
    case 'inconclusive':
      return `**inconclusive**: ${inline(verdict.reason)}`;
  }
}

/** Criterion, expected, observed, source, verdict. */
export function renderChecks(checks: readonly CheckResult[]): string {
  if (checks.length === 0) return 'No criterion was checked.\n';
  return table(
    ['Criterion', 'Expected', 'Observed', 'Source', 'Verdict'],
    checks.map((check) => [
      `${inline(check.title)} (${code(check.id)}, ${check.severity})`,
      inline(check.expected),
      inline(check.observed),
      inline(check.source),
      verdictText(check.verdict),
    ]),
  );
}

/** Every measured span with its limit and whether it kept it. */
export function renderSpans(spans: readonly Span[]): string {
  return table(
    ['Span', 'Took', 'Limit', 'Kept', 'From', 'To', 'Clock', 'Basis'],
    spans.map((span) => [
      `${inline(span.title)} (${code(span.id)})`,
      duration(span.durationMs),
      span.limitMs === null ? '' : duration(span.limitMs),
      keptText(span),
      utcAndKst(span.startedAt),
      utcAndKst(span.endedAt),
      span.timebase,
      span.basis === 'claimed' ? '*claimed by a person*' : 'observed',
    ]),
  );
}

/** The spans that have a limit, in one line for the heading table. */
export function slaText(spans: readonly Span[]): string {
  const limited = spans.filter((span) => span.limitMs !== null);
  if (limited.length === 0) return 'none applies to this command';
  return limited
    .map(
      (span) =>
        `${inline(span.title)} ${duration(span.durationMs)} of ${duration(span.limitMs ?? 0)} (${keptText(span)})`,
    )
    .join('; ');
}

/** Attachments with size and digest, from the `artifact` lines. */
export function renderAttachments(lines: readonly LedgerLine[]): string {
  const rows = lines
    .filter((line) => line.kind === 'artifact')
    .map(({ data, seq }) => {
      const fields =
        data !== null && typeof data === 'object' && !Array.isArray(data) ? Object.entries(data) : [];
      const field = (name: string) => String(fields.find(([key]) => key === name)?.[1] ?? '');
      return [code(field('path')), field('bytes'), code(field('sha256')), String(seq)];
    });
  return rows.length === 0 ? 'None.\n' : table(['File', 'Bytes', 'SHA-256', 'Ledger line'], rows);
}

function keptText(span: Span): string {
  if (span.limitMs === null) return '';
  return span.durationMs <= span.limitMs ? 'kept' : '**MISSED**';
}
