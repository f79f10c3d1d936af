/*
 * The evidence of a stopping lever: where a line cannot be written the lever is pulled all the same, and the line goes
 * to stderr, so that whoever watches can keep it.
 */
import { createHash } from 'node:crypto';
import type { EvidenceRun } from '../evidence/evidence-run.ts';
import { redactValue } from '../evidence/redact-value.ts';

/** An evidence run whose appends never throw. `stderr` takes the lines that could not be written. */
export function unstoppable(evidence: EvidenceRun, stderr: (text: string) => void): EvidenceRun {
  let lost: string | null = null;
  let isEnded = false;
  const sayInstead = (line: object, error: unknown): string => {
    lost ??= error instanceof Error ? error.message : String(error);
    const text = JSON.stringify(line);
    stderr(`evidence not written (${lost}): ${text}\n`);
    return createHash('sha256').update(text).digest('hex');
  };
  return {
    get doubtful() {
      return evidence.doubtful;
    },
    get isSpilling() {
      return lost !== null || evidence.isSpilling;
    },
    get spillReason() {
      return lost ?? evidence.spillReason;
    },
    append: (kind, step, data) => {
      try {
        if (isEnded) throw new Error('it came after the run had ended');
        return evidence.append(kind, step, data);
      } catch (error) {
        // No ledger line has this number, and its digest marks the call in CloudTrail all the same.
        return { seq: 0, sha256: sayInstead({ kind, step, data: redactValue(data) }, error) };
      }
    },
    setRunNo: (runNo) => evidence.setRunNo(runNo),
    head: () => evidence.head(),
    attach: (name, bytes) => {
      try {
        return evidence.attach(name, bytes);
      } catch (error) {
        sayInstead({ kind: 'artifact', name, bytes: bytes.byteLength }, error);
        return name;
      }
    },
    end: (summary) => {
      isEnded = true;
      return evidence.end(summary);
    },
  };
}
