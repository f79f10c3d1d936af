import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import * as z from 'zod';
import type { CheckResult } from '../../domain/check-result.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import { describeReport } from '../../evidence/describe-report.ts';
import { exitCodeOf, type VerifyReport } from '../../evidence/verify-report.ts';
import { verifyRoot } from '../../evidence/verify-root.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineLocalCommand, type LocalToolbox } from '../define-local-command.ts';
import { evidenceFile } from './evidence-file.ts';

const schema = z.strictObject({ signers: z.string().optional() });

/** Checks an evidence root from its bytes alone: no network, no configuration, no trust in this tool's own records. */
export const evidenceVerifyCommand = defineLocalCommand<z.infer<typeof schema>>({
  words: ['evidence', 'verify'],
  summary: 'check chain, sections, attachments, head and signature',
  description:
    'Reads VALIDATION.md and docs/validation beside it and names the first thing that is wrong. bin/verify-evidence.sh judges the same with sha256sum and ssh-keygen alone.',
  options: [
    {
      flags: '--signers <file>',
      description: 'allowed-signers file from outside the root, as ssh-keygen -Y verify takes it',
    },
  ],
  examples: [
    'naver-sms evidence verify',
    'naver-sms evidence verify --evidence rehearsals/20261121T050000Z/VALIDATION.md',
    'naver-sms evidence verify --signers ~/allowed_signers',
  ],
  schema,
  runLocal: async (toolbox, { signers }) => {
    const file = evidenceFile(toolbox);
    const signersText = signers === undefined ? null : readFileSync(resolve(toolbox.cwd, signers), 'utf8');
    return answer(
      toolbox,
      file,
      verifyRoot({ validationFile: file, signers: signersText, now: toolbox.clock.now() }),
    );
  },
});

function answer(toolbox: LocalToolbox, file: string, report: VerifyReport): CommandResult {
  const shown = relative(toolbox.cwd, file) || file;
  const sentences = describeReport(report);
  const headline = sentences.at(-1) ?? report.state;
  for (const text of sentences.slice(0, -1)) toolbox.report({ kind: 'note', text });
  return {
    exitCode: exitCodeOf(report),
    verdict: verdictOf(report),
    headline,
    steps: [],
    checks: [toCheck(report, headline, shown)],
    spans: [],
    next: report.state === 'broken' ? [report.problem.remedy] : [`bash bin/verify-evidence.sh ${shown}`],
    data: { file, sentences, report },
  };
}

function toCheck(report: VerifyReport, observed: string, file: string): CheckResult {
  return {
    id: 'evidence',
    title: 'Evidence',
    severity: 'block',
    expected: 'an unbroken chain under a signed head',
    observed,
    verdict: verdictOf(report),
    source: file,
    remedy: report.state === 'broken' ? report.problem.remedy : null,
  };
}

function verdictOf(report: VerifyReport): Verdict {
  if (report.state === 'broken') return fail(report.problem.sentence);
  return report.state === 'no-records' ? inconclusive('no records') : pass;
}
