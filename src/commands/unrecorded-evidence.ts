/* The evidence of a command that only looks: nothing is written, so it neither waits for a ledger nor holds one. */
import { createHash } from 'node:crypto';
import type { JsonValue } from '../domain/json-value.ts';
import { OperatorError } from '../errors/operator-error.ts';
import type { EvidenceRun } from '../evidence/evidence-run.ts';

/**
 * Takes observations and keeps none. The intent of a probe invoke passes, since a probe changes nothing; any other
 * intent is a defect.
 */
export function unrecordedEvidence(): EvidenceRun {
  const sha256 = createHash('sha256').digest('hex');
  return {
    doubtful: [],
    earlierRuns: new Set(),
    isSpilling: false,
    spillReason: null,
    append: (kind, step, data) => {
      if (kind !== 'intent' || isProbe(data)) return { seq: 0, sha256 };
      throw new OperatorError('BUG', {
        what: `A command that keeps no evidence tried to change something (${step}).`,
        now: 'Nothing was changed.',
        next: 'Report it with the command that you ran.',
      });
    },
    setRunNo: () => {},
    head: () => ({ lines: 0, sha256 }),
    attach: (name) => name,
    end: async () => ({ sectionFile: '', lines: 0, head: sha256, isSigned: false }),
  };
}

function isProbe(data: JsonValue): boolean {
  const change = isFields(data) ? data.change : null;
  return isFields(change) && change.kind === 'probe-invoke';
}

function isFields(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
