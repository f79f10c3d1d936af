import { verifyRoot } from '../../evidence/verify-root.ts';

/** What verification said of the rehearsal's own root, read back from disk. */
export interface EvidenceJudgement {
  readonly isVerified: boolean;
  readonly sentence: string;
}

/** Verifies the root that the rehearsal left. Only "verified", with every line signed, counts. */
export function judgeEvidence(validationFile: string, now: Date): EvidenceJudgement {
  const report = verifyRoot({ validationFile, signers: null, now });
  switch (report.state) {
    case 'verified':
      return {
        isVerified: true,
        sentence: `${report.lines} lines, ${report.runs} runs, signed with a throw-away key`,
      };
    case 'partly-signed':
      return { isVerified: false, sentence: `${report.unsignedLines} lines are unsigned` };
    case 'no-records':
      return { isVerified: false, sentence: 'there are no records' };
    case 'broken':
      return { isVerified: false, sentence: `${report.problem.file}: ${report.problem.sentence}` };
  }
}
