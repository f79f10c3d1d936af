/* The answer of an alarm test: exit code, headline and last line from what every cell says. Pure but for its ledger line. */
import {
  type AlarmMatrix,
  cellsOf,
  type Hop,
  hops,
  matrixNotes,
  matrixVerdict,
} from '../../domain/alarm-matrix.ts';
import type { CheckResult } from '../../domain/check-result.ts';
import type { Environment } from '../../domain/environment.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive, type Verdict, worstOf } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { commandsFor } from '../commands-for.ts';
import { matrixTable, noteText } from './matrix-table.ts';
import { mayBeForced, type TestedAlarm } from './trial.ts';

export interface TestEnd {
  readonly environment: Environment;
  readonly matrix: AlarmMatrix;
  readonly tested: readonly TestedAlarm[];
  readonly steps: readonly StepResult[];
  readonly isInterrupted: boolean;
  readonly isDryRun: boolean;
}

export function conclude(end: TestEnd): CommandResult {
  const { matrix, tested, steps, isDryRun } = end;
  const stuck = tested.filter(mayBeForced).map(({ row }) => row.alarm);
  const verdict = verdictOf(end, stuck);
  return {
    exitCode: isDryRun ? exitCodes.doneAndProven : exitCodeOf(end, stuck, verdict),
    verdict,
    headline: headlineOf(end, stuck, verdict),
    steps,
    checks: checksOf(matrix),
    spans: [],
    next: nextOf(end, stuck, verdict),
    table: matrixTable(matrix),
    data: { matrix, stillForced: stuck },
  };
}

function verdictOf({ matrix, isDryRun, isInterrupted, steps }: TestEnd, stuck: readonly string[]): Verdict {
  if (isDryRun) return inconclusive('dry run: nothing was forced');
  if (stuck.length > 0) return fail(`may still be forced: ${stuck.join(', ')}`);
  const verdict = matrixVerdict(matrix);
  if (verdict.state === 'fail') return verdict;
  if (isInterrupted) return inconclusive('the operator interrupted it');
  const doubtful = doubtfulStep(steps);
  return doubtful ? inconclusive(`in doubt: ${doubtful.title}`) : verdict;
}

/** The lock is not among them: it lapses by itself. */
function doubtfulStep(steps: readonly StepResult[]): StepResult | undefined {
  return steps.find(({ id, state }) => state === 'in-doubt' && /^(force|restore)-/.test(id));
}

function exitCodeOf(end: TestEnd, stuck: readonly string[], verdict: Verdict): ExitCode {
  if (end.isInterrupted) return exitCodes.interrupted;
  if (stuck.length > 0 || doubtfulStep(end.steps)) return exitCodes.inDoubt;
  if (verdict.state === 'pass') return exitCodes.doneAndProven;
  if (end.tested.some(({ forced }) => forced !== null)) return exitCodes.actedUnproven;
  const refusal = end.tested.find((each) => each.refusal !== null)?.refusal;
  return refusal instanceof OperatorError ? refusal.exitCode : exitCodes.verdictNo;
}

function headlineOf(end: TestEnd, stuck: readonly string[], verdict: Verdict): string {
  const { matrix, isDryRun, isInterrupted } = end;
  const total = countText(matrix.rows.length);
  if (isDryRun) return `Dry run: ${total} would be forced into ALARM one after the other and restored.`;
  const reached = matrix.rows.filter((row) =>
    cellsOf(row).every(([, cell]) => cell.verdict.state === 'pass'),
  );
  const begin = isInterrupted ? 'Interrupted. ' : '';
  if (stuck.length > 0)
    return `${begin}NOT RESTORED: ${stuck.join(', ')} may still stand in ALARM by this test.`;
  const after = afterText(end);
  const channels = matrix.channels.join(' and ');
  if (verdict.state === 'pass') return `${total} reached ${channels}, every hop seen. ${after}`;
  return `${begin}Alarm test not passed: ${reached.length} of ${total} with every hop to ${channels}. ${reasonText(matrix)}${after}`;
}

function reasonText(matrix: AlarmMatrix): string {
  const first = matrixNotes(matrix).find(({ state }) => state !== 'pass');
  return first ? `${noteText(first, matrix).replace(/[.]$/, '')}. ` : '';
}

function afterText({ tested }: TestEnd): string {
  if (tested.every(({ forced }) => forced === null)) return 'No alarm was forced.';
  const fired = tested.filter(({ row, forced }) => forced !== null && row.after === 'ALARM');
  if (fired.length === 0) return 'Every forced state was restored and read back.';
  return `Really in ALARM now, and left there: ${fired.map(({ row }) => row.alarm).join(', ')}.`;
}

function countText(count: number): string {
  return count === 1 ? '1 alarm' : `${count} alarms`;
}

function nextOf(
  { environment, isDryRun }: TestEnd,
  stuck: readonly string[],
  verdict: Verdict,
): readonly string[] {
  const { preflight, alarmTest, cutover } = commandsFor(environment);
  if (stuck.length > 0) {
    const byHand = stuck.map(
      (name) =>
        `aws cloudwatch set-alarm-state --region ${environment.region} --alarm-name ${inShell(name)} --state-value OK --state-reason "restored by hand"`,
    );
    const names = stuck.length === 1 ? stuck[0] : `${stuck.length} alarms`;
    return [...byHand, `${preflight}   # reads ${names} again and restores what is still forced`];
  }
  if (isDryRun) return [alarmTest];
  if (verdict.state === 'pass') return [cutover];
  return [
    `aws logs tail /aws/lambda/${environment.relay} --region ${environment.region} --since 15m`,
    alarmTest,
  ];
}

/** One word for a shell: an alarm's name may hold anything, and the command is there to be copied. */
function inShell(text: string): string {
  return /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

const hopTitles: Readonly<Record<Hop, readonly [title: string, expected: string, source: string]>> = {
  lint: [
    'Each alarm can fire and is heard',
    'threshold, missing data, actions, subscription and dimension are sound',
    'cloudwatch:DescribeAlarms, sns:ListSubscriptionsByTopic, cloudwatch:GetMetricData',
  ],
  changed: ['Each state change is in the history', 'ALARM with the nonce', 'cloudwatch:DescribeAlarmHistory'],
  action: ['Each action was carried out', 'successfully executed', 'cloudwatch:DescribeAlarmHistory'],
  slack: ['Slack gave a receipt for each', 'a ts for the message with the nonce', "the relay's log"],
  telegram: [
    'Telegram gave a receipt for each',
    'a message id for the message with the nonce',
    "the relay's log",
  ],
  restored: ['Each state was restored', 'the state from before reads back', 'cloudwatch:DescribeAlarms'],
};

/** The columns of the matrix as criteria: a hop passes where it passed for every alarm. */
function checksOf(matrix: AlarmMatrix): readonly CheckResult[] {
  return hops.flatMap((hop) => {
    const cells = matrix.rows.flatMap(({ cells: { [hop]: cell } }) => (cell ? [cell] : []));
    if (cells.length === 0) return [];
    const [title, expected, source] = hopTitles[hop];
    const passed = cells.filter(({ verdict }) => verdict.state === 'pass').length;
    const verdict = worstOf(cells.map((cell) => cell.verdict));
    const observed = `${passed} of ${cells.length}`;
    return [
      { id: `alarm-${hop}`, title, severity: 'block', expected, observed, verdict, source, remedy: null },
    ];
  });
}
