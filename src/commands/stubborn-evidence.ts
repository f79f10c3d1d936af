/* The ledger for what must happen even on a full disk: pulling the levers of a rollback, restoring a forced alarm. */
import { createHash } from 'node:crypto';
import type { JsonValue } from '../domain/json-value.ts';
import type { AppendedLine, EvidenceRun } from '../evidence/evidence-run.ts';
import type { LineKind } from '../evidence/ledger-line.ts';
import type { Toolbox } from './toolbox.ts';

/** The same toolbox; a line that cannot be written is shown instead, and the run counts as spilling from then on. */
export function withStubbornEvidence(toolbox: Toolbox): Toolbox {
  const { evidence } = toolbox;
  let lostReason: string | null = null;
  const stubborn: EvidenceRun = {
    doubtful: evidence.doubtful,
    earlierRuns: evidence.earlierRuns,
    get isSpilling() {
      return evidence.isSpilling || lostReason !== null;
    },
    get spillReason() {
      return lostReason ?? evidence.spillReason;
    },
    append: (kind, step, data) => {
      try {
        return evidence.append(kind, step, data);
      } catch (error) {
        lostReason ??= error instanceof Error ? error.message : String(error);
        return shown(toolbox, { kind, step, data });
      }
    },
    setRunNo: (runNo) => evidence.setRunNo(runNo),
    head: () => evidence.head(),
    attach: (name, bytes) => evidence.attach(name, bytes),
    end: (summary) => evidence.end(summary),
  };
  return { ...toolbox, evidence: stubborn };
}

interface UnwrittenLine {
  readonly kind: LineKind;
  readonly step: string;
  readonly data: JsonValue;
}

/** The digest stands for the line in the user agent of its call, so that the audit trail can still be matched. */
function shown({ report, evidence }: Toolbox, line: UnwrittenLine): AppendedLine {
  const text = JSON.stringify(line);
  report({ kind: 'warning', text: `This line could not be written into the ledger, keep it: ${text}` });
  return { seq: evidence.head().lines + 1, sha256: createHash('sha256').update(text).digest('hex') };
}
