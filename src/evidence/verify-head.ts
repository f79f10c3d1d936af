import { findSigner } from './allowed-signers.ts';
import { headName } from './evidence-paths.ts';
import { forkRemedy, type Head, ledgerOriginOf, signatureNamespace } from './head-file.ts';
import type { LedgerFacts, RunFacts } from './ledger-facts.ts';
import { type Problem, restoreRemedy } from './problem.ts';
import { checkArmored, fingerprintOf } from './sshsig.ts';

/** Who stands behind a head. Only `trusted`, and `throw-away` for a rehearsal, count as signed. */
export type SignatureState =
  | { readonly state: 'trusted'; readonly fingerprint: string; readonly principals: string }
  /** A rehearsal's own key: shows that nothing was edited since, says nothing about who. */
  | { readonly state: 'throw-away'; readonly fingerprint: string }
  /** A valid signature by a key that nobody vouched for, since no signers file was given. */
  | { readonly state: 'unvouched'; readonly fingerprint: string }
  /** A key type that only bin/verify-evidence.sh, with ssh-keygen, can check. */
  | { readonly state: 'unchecked'; readonly keyType: string }
  | { readonly state: 'unsigned' };

/** A head that somebody else saw: from a channel post, the control table, or another copy of the head file. */
export interface Witness {
  readonly lines: number;
  readonly sha256: string;
  /** Where it was seen. */
  readonly source: string;
}

export interface Signers {
  /** The text of an allowed-signers file from outside the root; null where none was given. */
  readonly text: string | null;
  readonly now: Date;
}

/** The problem with a head, judged against a ledger that was found whole; null where it fits. */
export function judgeHead(head: Head | null, facts: LedgerFacts): Problem | null {
  const covered = head?.lines ?? 0;
  if (covered < facts.headOwedTo) {
    return headProblem(
      'head',
      `Line ${facts.headOwedTo} ended a run and another run went on, but ${head ? `the head stops at line ${covered}` : 'the head is missing'}.`,
    );
  }
  if (!head) return null;
  if (facts.origin !== null && ledgerOriginOf(head) !== facts.origin) {
    return headProblem('head', `The head is of ${head.origin}, the ledger is not.`);
  }
  if (head.lines > facts.end.lines) {
    return headProblem(
      'truncated',
      `The head says that the ledger has ${head.lines} lines, but it has ${facts.end.lines}: lines were cut off its end.`,
    );
  }
  if (facts.hashes.get(head.lines) !== head.sha256) {
    return headProblem(
      'head',
      `Line ${head.lines} of the ledger is not the line that the head names: one of the two was changed.`,
      head.lines,
    );
  }
  if (!endedAt(facts, head.lines)) {
    return headProblem('head', `The head names line ${head.lines}, where no run ended.`, head.lines);
  }
  return null;
}

/** Checks the signature of a head that fits its ledger. */
export function judgeSignature(head: Head, facts: LedgerFacts, signers: Signers): SignatureState | Problem {
  const promised = endedAt(facts, head.lines)?.signer ?? null;
  if (head.armor === null) {
    return promised === null
      ? { state: 'unsigned' }
      : signatureProblem(
          `Line ${head.lines} says that ${fingerprintOf(promised)} signs this head, but it is not signed.`,
        );
  }
  const check = checkArmored(head.armor, signatureNamespace, Buffer.from(head.signed, 'latin1'));
  if (check.state === 'bad') return signatureProblem(`The head's signature is not valid: ${check.reason}.`);
  const fingerprint = fingerprintOf(check.publicKey);
  if (promised !== check.publicKey) {
    return signatureProblem(
      `The head is signed by ${fingerprint}, but line ${head.lines} names ${promised === null ? 'no signer' : fingerprintOf(promised)}.`,
    );
  }
  if (check.state === 'unsupported') return { state: 'unchecked', keyType: check.keyType };
  return vouched(check.publicKey, fingerprint, head, signers);
}

/** A witness that the ledger contradicts; null where it agrees. */
export function judgeWitness(witness: Witness, facts: LedgerFacts): Problem | null {
  if (witness.lines > facts.end.lines) {
    return headProblem(
      'truncated',
      `${witness.source} saw line ${witness.lines}, but the ledger has ${facts.end.lines} lines: its end was cut off.`,
    );
  }
  const own = facts.hashes.get(witness.lines);
  if (own === witness.sha256) return null;
  return {
    code: 'fork',
    file: headName,
    line: witness.lines,
    sentence: `Two heads: ${witness.source} saw ${witness.sha256} at line ${witness.lines}, this ledger has ${own}. History was rewritten, or two people wrote to copies of one ledger.`,
    remedy: forkRemedy,
  };
}

function vouched(
  publicKey: string,
  fingerprint: string,
  head: Head,
  signers: Signers,
): SignatureState | Problem {
  if (signers.text !== null) {
    const signer = findSigner(signers.text, publicKey, signers.now);
    return signer
      ? { state: 'trusted', fingerprint, principals: signer.principals }
      : signatureProblem(`The head is signed by ${fingerprint}, which the signers file does not allow.`);
  }
  return { state: head.origin.startsWith('aws ') ? 'unvouched' : 'throw-away', fingerprint };
}

function endedAt(facts: LedgerFacts, line: number): RunFacts['end'] {
  return facts.runs.find((run) => run.end?.line === line)?.end ?? null;
}

function headProblem(code: Problem['code'], sentence: string, line: number | null = null): Problem {
  return { code, file: headName, line, sentence, remedy: restoreRemedy };
}

function signatureProblem(sentence: string): Problem {
  return headProblem('signature', sentence);
}
