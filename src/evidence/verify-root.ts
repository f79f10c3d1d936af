import { evidencePaths, ledgerName } from './evidence-paths.ts';
import { type FileSystem, realFileSystem } from './file-system.ts';
import type { Head } from './head-file.ts';
import { inspectRoot, type RootInspection } from './inspect-root.ts';
import type { LedgerFacts } from './ledger-facts.ts';
import { type Problem, restoreRemedy } from './problem.ts';
import { senseFindings } from './sense-checks.ts';
import { judgeSignature, type SignatureState, type Witness } from './verify-head.ts';
import type { VerifiedRoot, VerifyReport } from './verify-report.ts';
import { interruptedProblem } from './verify-sections.ts';

export interface VerifyOptions {
  /** Absolute path of VALIDATION.md. */
  readonly validationFile: string;
  /** The text of an allowed-signers file from outside the root; null where none was given. */
  readonly signers: string | null;
  /** The time at which signers must be in force. */
  readonly now: Date;
  /** Heads that others saw. */
  readonly witnesses?: readonly Witness[];
  readonly files?: FileSystem;
}

/** Verifies a whole evidence root, reading only. Throws what the file system throws for a file that cannot be read. */
export function verifyRoot(options: VerifyOptions): VerifyReport {
  const paths = evidencePaths(options.validationFile);
  const root = inspectRoot(options.files ?? realFileSystem, paths, options.witnesses);
  switch (root.state) {
    case 'fresh':
      return { state: 'no-records' };
    case 'foreign':
      return broken(foreignProblem(paths.validationName));
    case 'broken':
      return broken(root.problem);
    case 'whole': {
      if (root.torn.length > 0) return broken(tornProblem(root));
      if (root.interrupted) return broken(interruptedProblem(root.interrupted, paths));
      return judgeWhole(root.facts, root.head, options);
    }
  }
}

function judgeWhole(facts: LedgerFacts, head: Head | null, options: VerifyOptions): VerifyReport {
  const signature: SignatureState | Problem = head
    ? judgeSignature(head, facts, { text: options.signers, now: options.now })
    : { state: 'unsigned' };
  if ('code' in signature) return broken(signature);
  const root = describeRoot(facts, signature);
  const isSigned = signature.state === 'trusted' || signature.state === 'throw-away';
  const signedLines = isSigned ? (head?.lines ?? 0) : 0;
  if (signedLines === facts.end.lines) return { state: 'verified', ...root };
  return { state: 'partly-signed', signedLines, unsignedLines: facts.end.lines - signedLines, ...root };
}

function describeRoot(facts: LedgerFacts, signature: SignatureState): VerifiedRoot {
  return {
    lines: facts.end.lines,
    head: facts.end.sha256,
    origin: [...(facts.origin ?? '').matchAll(/:"([^"]*)"/g)].map((match) => match[1]).join(' '),
    runs: facts.runs.length,
    sections: facts.sections.length,
    attachments: facts.artifacts.length,
    signature,
    openIntents: [...facts.openIntents.keys()],
    findings: senseFindings(facts),
  };
}

/** A ledger whose last write was cut off. Verification does not bless it; the next command repairs it in the open. */
function tornProblem(root: Extract<RootInspection, { state: 'whole' }>): Problem {
  return {
    code: 'torn-line',
    file: ledgerName,
    line: root.facts.end.lines + 1,
    sentence: `Line ${root.facts.end.lines + 1} is cut off: ${root.torn.length} bytes without an end.`,
    remedy: 'The next command on this root moves them into a file of their own, and says so in the ledger.',
  };
}

function foreignProblem(name: string): Problem {
  return {
    code: 'no-ledger',
    file: name,
    line: null,
    sentence: `${name} holds text that no ledger binds: there is no ledger beside it.`,
    remedy: restoreRemedy,
  };
}

function broken(problem: Problem): VerifyReport {
  return { state: 'broken', problem };
}
