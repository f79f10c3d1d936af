import type { JsonValue } from '../../src/domain/json-value.ts';
import type { SectionSummary } from '../../src/evidence/evidence-run.ts';
import type { LedgerLine, LineKind } from '../../src/evidence/ledger-line.ts';
import { renderSection } from '../../src/evidence/render-section.ts';
import { runOptions, summary } from './build-root.ts';

const { identity } = runOptions('/nowhere');

/** A ledger line of one invented run. */
export function line(seq: number, kind: LineKind, step: string, data: JsonValue): LedgerLine {
  return {
    v: 1,
    seq,
    at: '2025-10-25T05:00:00.000Z',
    clock: 'virtual',
    mono: seq,
    run: identity.run,
    runNo: 7,
    target: 'sandbox',
    account: '000000000000',
    region: 'ap-northeast-2',
    operator: identity.operator,
    tool: identity.tool,
    kind,
    command: 'cutover',
    step,
    data,
    prev: '0'.repeat(64),
  };
}

/** The section of that run over the given lines. */
export function render(
  lines: readonly LedgerLine[],
  changes: Partial<SectionSummary> = {},
  runNo: number | null = 7,
): string {
  return renderSection({
    identity,
    runNo,
    lines,
    summary: summary(changes),
    startedAt: '2025-10-25T05:00:00.000Z',
    endedAt: '2025-10-25T05:00:12.345Z',
    elapsedMs: 12_345,
    signedBy: null,
  });
}
