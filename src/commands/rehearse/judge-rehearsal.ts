import { relative } from 'node:path';
import type { CheckResult } from '../../domain/check-result.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive, pass, type Verdict, worstOf } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import type { EvidenceJudgement } from './judge-evidence.ts';
import { alarmActOf, type ShownTexts, shownCheck } from './judge-receipts.ts';

/** One command of the rehearsal as it was played, or why it was not. */
export interface RehearsalAct {
  readonly title: string;
  readonly words: readonly string[];
  readonly result: CommandResult | null;
  readonly skipped: string | null;
}

export interface RehearsalFacts {
  readonly acts: readonly RehearsalAct[];
  /** Counted at the pretend SENS, not by the Lambda. */
  readonly deliveries: { readonly messages: number; readonly duplicates: number };
  readonly verified: EvidenceJudgement;
  /** What the pretend Slack and Telegram show. */
  readonly shown: ShownTexts;
  /** Absolute path of the VALIDATION.md. */
  readonly evidence: string;
  readonly fault: string | null;
  readonly cwd: string;
}

/** The rehearsal's answer: the exit code is that of the first command that did not end with 0, 9 where evidence broke. */
export function judgeRehearsal(facts: RehearsalFacts): CommandResult {
  const alarms = alarmActOf(facts.acts);
  const checks = [duplicateCheck(facts), evidenceCheck(facts), ...shownCheck(alarms?.matrix, facts.shown)];
  const stopper = facts.acts.find(
    ({ result }) => result !== null && result.exitCode !== exitCodes.doneAndProven,
  );
  const exitCode = exitCodeOf(facts, stopper, checks);
  const verdict =
    exitCode === exitCodes.doneAndProven
      ? pass
      : worstOf([...checks.map(({ verdict: each }) => each), verdictOf(stopper)]);
  return {
    exitCode,
    verdict,
    headline: headlineOf(facts, stopper),
    steps: facts.acts.map(toStep),
    checks,
    spans: facts.acts.flatMap(({ result }) => result?.spans ?? []),
    next: nextOf(facts, stopper),
    ...(alarms?.table ? { table: alarms.table } : {}),
    data: {
      simulated: true,
      fault: facts.fault,
      evidence: facts.evidence,
      deliveries: facts.deliveries,
      matrix: alarms?.matrix ?? null,
      commands: facts.acts.map(({ words, result, skipped }) => ({
        command: words.join(' '),
        exitCode: result?.exitCode ?? null,
        headline: result?.headline ?? null,
        skipped,
      })),
    },
  };
}

function exitCodeOf(
  { verified }: RehearsalFacts,
  stopper: RehearsalAct | undefined,
  checks: readonly CheckResult[],
): ExitCode {
  if (!verified.isVerified) return exitCodes.evidenceBroken;
  if (stopper?.result) return stopper.result.exitCode;
  const hasFailed = checks.some(({ verdict }) => verdict.state === 'fail');
  return hasFailed ? exitCodes.actedUnproven : exitCodes.doneAndProven;
}

function verdictOf(stopper: RehearsalAct | undefined): Verdict {
  return stopper?.result?.verdict ?? pass;
}

function headlineOf({ deliveries, acts }: RehearsalFacts, stopper: RehearsalAct | undefined): string {
  const counted = `${deliveries.messages} messages at the pretend SENS, ${deliveries.duplicates} duplicates`;
  if (stopper)
    return `Rehearsal stopped at ${stopper.words.join(' ')}: ${stopper.result?.headline ?? ''} (${counted})`;
  return `Rehearsal complete: ${acts.length} commands ended well; ${counted}.`;
}

function nextOf({ evidence, cwd }: RehearsalFacts, stopper: RehearsalAct | undefined): string[] {
  const anew = stopper ? 'naver-sms rehearse' : 'naver-sms rehearse --fault first-tick-fails';
  return [anew, `naver-sms evidence show --evidence ${relative(cwd, evidence)}`];
}

function toStep({ words, title, result, skipped }: RehearsalAct): StepResult {
  const state =
    result === null
      ? 'skipped'
      : result.exitCode === exitCodes.doneAndProven
        ? 'done'
        : stateOf(result.exitCode);
  const durationMs = result?.steps.reduce((sum, step) => sum + step.durationMs, 0) ?? 0;
  return {
    id: words.join('-'),
    title,
    state,
    detail: result?.headline ?? `not run: ${skipped}`,
    durationMs,
    requestId: null,
  };
}

function stateOf(exitCode: ExitCode): 'failed' | 'in-doubt' {
  return exitCode === exitCodes.inDoubt ? 'in-doubt' : 'failed';
}

function duplicateCheck({ deliveries }: RehearsalFacts): CheckResult {
  const none = deliveries.messages === 0 ? inconclusive('no message was sent in this rehearsal') : pass;
  return {
    id: 'no-duplicates',
    title: 'No customer got a message twice',
    severity: 'block',
    expected: '0 duplicates',
    observed: `${deliveries.duplicates} duplicates in ${deliveries.messages} messages`,
    verdict: deliveries.duplicates > 0 ? fail(`${deliveries.duplicates} messages arrived twice`) : none,
    source: 'the pretend SENS',
    remedy: null,
  };
}

function evidenceCheck({ verified, evidence, cwd }: RehearsalFacts): CheckResult {
  return {
    id: 'evidence-verifies',
    title: 'The evidence verifies',
    severity: 'block',
    expected: 'every line, section, attachment, head and signature',
    observed: verified.sentence,
    verdict: verified.isVerified ? pass : fail(verified.sentence),
    source: relative(cwd, evidence),
    remedy: `naver-sms evidence verify --evidence ${relative(cwd, evidence)}`,
  };
}
