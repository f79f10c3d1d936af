import type { Verdict } from '../domain/verdict.ts';
import type { RunIdentity, SectionSummary } from './evidence-run.ts';
import type { LedgerLine } from './ledger-line.ts';
import { code, inline, quoted, table } from './markdown.ts';
import { renderMatrix } from './render-matrix.ts';
import { renderReads } from './render-reads.ts';
import { renderSteps } from './render-steps.ts';
import { renderAttachments, renderChecks, renderSpans, slaText, verdictText } from './render-tables.ts';
import { duration, utcAndKst } from './show-time.ts';
import { fingerprintOf } from './sshsig.ts';

export interface SectionInput {
  readonly identity: RunIdentity;
  readonly runNo: number | null;
  /** The lines of this run so far, as they stand in the ledger. */
  readonly lines: readonly LedgerLine[];
  /** Swept already. */
  readonly summary: SectionSummary;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Real monotonic time. */
  readonly elapsedMs: number;
  /** The public key that will sign the head; null: nobody will. */
  readonly signedBy: string | null;
}

/** The section of one run in VALIDATION.md. Pure: the same input gives the same bytes. */
export function renderSection(input: SectionInput): string {
  const { summary, lines } = input;
  const parts = [
    `\n---\n\n## ${heading(input)}\n`,
    quoted(summary.headline === '' ? 'No headline.' : summary.headline),
    factsTable(input),
    `### Steps\n\n${stepsIntroduction}\n\n${renderSteps(lines, summary.steps)}`,
    `### Reads\n\n${readsIntroduction}\n\n${renderReads(lines)}`,
    `### Verdict\n\n${renderChecks(summary.checks)}`,
    ...matrixParts(lines),
    ...(summary.spans.length === 0 ? [] : [`### Time\n\n${renderSpans(summary.spans)}`]),
    `### Attachments\n\n${renderAttachments(lines)}`,
  ];
  return parts.join('\n');
}

const readsIntroduction =
  'What was looked at, by operation and in the order of the first look; polls are gathered.';

const stepsIntroduction =
  'The `$ aws` lines are for the reader: the equivalent command, where the tool called the API itself. Lines that begin with\n`| ` are the recorded answers, without secrets and personal data; request ids can be found in CloudTrail.';

function matrixParts(lines: readonly LedgerLine[]): readonly string[] {
  const matrix = renderMatrix(lines);
  return matrix === null ? [] : [`### Alarms\n\n${matrix}`];
}

/** Whoever only reads headings must not take a rehearsal for the real thing. */
function heading({ identity, runNo, summary }: SectionInput): string {
  const { kind, account, region } = identity.target;
  const warning = kind === 'aws' ? '' : kind === 'sandbox' ? 'SIMULATED · ' : 'NOT AWS · ';
  const number = runNo === null ? 'Unnumbered run' : `Run ${runNo}`;
  return `${warning}${number} · ${inline(identity.command)} · ${headingWord(summary.verdict)} · ${kind} ${account} ${region} · ${identity.run}`;
}

function headingWord(verdict: Verdict): string {
  return { pass: 'PASSED', fail: 'FAILED', inconclusive: 'INCONCLUSIVE' }[verdict.state];
}

function factsTable(input: SectionInput): string {
  const { identity, summary, lines } = input;
  const { kind, account, region } = identity.target;
  return table(
    ['', ''],
    [
      ['Verdict', `${verdictText(summary.verdict)} (exit code ${summary.exitCode})`],
      [
        'Target',
        `${kind}, account ${account}, region ${region}${kind === 'aws' ? '' : ': **no evidence about AWS**'}`,
      ],
      ['Operator', operatorText(identity)],
      ['Started', utcAndKst(input.startedAt)],
      ['Ended', utcAndKst(input.endedAt)],
      ['Elapsed', `${duration(input.elapsedMs)} by the monotonic clock${clockRemark(identity)}`],
      ['SLA', slaText(summary.spans)],
      ['Run number', input.runNo === null ? '**none**: no gate accepts this run' : String(input.runNo)],
      [
        'Tool',
        `naver-sms ${inline(identity.tool.version)}, commit ${code(identity.tool.commit)}, bundle ${code(identity.tool.bundleSha256)}`,
      ],
      ['Ledger', `lines ${lines[0]?.seq ?? '?'} to ${lines.at(-1)?.seq ?? '?'}, then this section`],
      ['Signature', signatureText(input)],
    ],
  );
}

function operatorText({ operator }: RunIdentity): string {
  const arn = operator.arn === null ? 'unknown: STS did not answer' : code(operator.arn);
  return operator.claimed === null ? arn : `${arn}, *claimed* name ${inline(operator.claimed)}`;
}

function clockRemark({ clockKind }: RunIdentity): string {
  return clockKind === 'virtual' ? '; dates are of the sandbox’s virtual clock' : '';
}

function signatureText({ signedBy, identity }: SectionInput): string {
  if (signedBy === null) return '**none**: this run ends unsigned, and gates refuse it';
  const kind = identity.target.kind === 'aws' ? '' : ', a throw-away key: it vouches for nobody';
  return `the head after this run is signed by ${code(fingerprintOf(signedBy))}${kind}`;
}
