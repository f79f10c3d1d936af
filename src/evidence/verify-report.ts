import { type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import type { Finding } from './ledger-facts.ts';
import type { Problem } from './problem.ts';
import type { SignatureState } from './verify-head.ts';

/** What whole evidence says of itself. */
export interface VerifiedRoot {
  readonly lines: number;
  /** sha256 of the last line. */
  readonly head: string;
  /** `<target> <account> <region>` */
  readonly origin: string;
  readonly runs: number;
  readonly sections: number;
  readonly attachments: number;
  readonly signature: SignatureState;
  /** Ledger line numbers of intents that nothing closes: a change may or may not have been made. */
  readonly openIntents: readonly number[];
  readonly findings: readonly Finding[];
}

/** The answer to "does this evidence verify?". */
export type VerifyReport =
  | ({ readonly state: 'verified' } & VerifiedRoot)
  /** Whole, but a good signature covers only the first `signedLines`. Gates refuse the rest. */
  | ({
      readonly state: 'partly-signed';
      readonly signedLines: number;
      readonly unsignedLines: number;
    } & VerifiedRoot)
  | { readonly state: 'no-records' }
  | { readonly state: 'broken'; readonly problem: Problem };

/** The exit code of a report, the same as bin/verify-evidence.sh gives. */
export function exitCodeOf(report: VerifyReport): ExitCode {
  switch (report.state) {
    case 'verified':
    case 'partly-signed':
      return exitCodes.doneAndProven;
    case 'no-records':
      return exitCodes.verdictNo;
    case 'broken':
      return exitCodes.evidenceBroken;
  }
}
