import { ledgerName } from './evidence-paths.ts';
import type { Finding } from './ledger-facts.ts';
import type { Problem } from './problem.ts';
import type { SignatureState } from './verify-head.ts';
import type { VerifiedRoot, VerifyReport } from './verify-report.ts';

/** A report in sentences, the most useful last. The shell script says the same things in the same words. */
export function describeReport(report: VerifyReport): readonly string[] {
  switch (report.state) {
    case 'no-records':
      return [
        'There are no records here: nothing was done, or they are somewhere else. That proves nothing.',
      ];
    case 'broken': {
      const { problem } = report;
      return [problem.sentence, `Remedy: ${problem.remedy}`, `DOES NOT VERIFY: ${placeOf(problem)}.`];
    }
    case 'verified':
      return [...details(report), `VERIFIED: ${report.lines} lines, head ${report.head}.`];
    case 'partly-signed':
      return [
        ...details(report),
        `VERIFIED TO LINE ${report.signedLines}, ${report.unsignedLines} lines unsigned: whole by its chain, head ${report.head}. Gates refuse unsigned lines.`,
      ];
  }
}

/** A line number is always one of the ledger, whichever file is wrong. */
function placeOf({ file, line }: Problem): string {
  if (line === null) return file;
  return file === ledgerName ? `${file}, line ${line}` : `${file} (ledger line ${line})`;
}

function details(root: VerifiedRoot): readonly string[] {
  return [
    `${root.origin}: runs ${root.runs}, sections ${root.sections}, attachments ${root.attachments}.`,
    signatureText(root.signature),
    ...root.openIntents.map(
      (line) => `In doubt: the intent of line ${line} has no outcome. The next command re-reads live state.`,
    ),
    ...root.findings.map(findingText),
  ];
}

function signatureText(signature: SignatureState): string {
  switch (signature.state) {
    case 'trusted':
      return `Signed by ${signature.fingerprint}, which the signers file allows (${signature.principals}).`;
    case 'throw-away':
      return `Signed by ${signature.fingerprint}, a throw-away key: it shows that nothing was changed since, and vouches for nobody.`;
    case 'unvouched':
      return `Signed by ${signature.fingerprint}, but nobody vouched for that key: pass --signers with a file from outside this root.`;
    case 'unchecked':
      return `Signed with a key of type ${signature.keyType}, which only bin/verify-evidence.sh can check.`;
    case 'unsigned':
      return 'Not signed.';
  }
}

function findingText({ level, sentence }: Finding): string {
  return level === 'doubt' ? `Doubtful: ${sentence}` : `Note: ${sentence}`;
}
