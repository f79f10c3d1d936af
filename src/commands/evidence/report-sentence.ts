import type { SignatureState } from '../../evidence/verify-head.ts';
import type { VerifyReport } from '../../evidence/verify-report.ts';

/** One sentence on what verification found. */
export function reportSentence(report: VerifyReport): string {
  switch (report.state) {
    case 'verified':
      return `All ${report.lines} lines verify: ${report.runs} runs, ${report.sections} sections, ${report.attachments} attachments, ${signatureText(report.signature)}.`;
    case 'partly-signed':
      return `Verified to line ${report.signedLines}, ${report.unsignedLines} lines unsigned: ${report.runs} runs, ${signatureText(report.signature)}.`;
    case 'no-records':
      return 'There are no records: nothing was ever observed here.';
    case 'broken': {
      const { file, line, sentence } = report.problem;
      return `Does not verify: ${file}${line === null ? '' : ` line ${line}`}: ${sentence}`;
    }
  }
}

function signatureText(signature: SignatureState): string {
  switch (signature.state) {
    case 'trusted':
      return `signed by ${signature.principals} (${signature.fingerprint})`;
    case 'throw-away':
      return `signed with a throw-away key (${signature.fingerprint}), which vouches for nobody`;
    case 'unvouched':
      return `signed by ${signature.fingerprint}, for which nobody vouches: pass --signers`;
    case 'unchecked':
      return `signed with a key of type ${signature.keyType}, which bin/verify-evidence.sh checks`;
    case 'unsigned':
      return 'unsigned';
  }
}
