/* The answer of an alarm test: exit code, headline and last line from what every cell says. Pure but for its ledger line. */
import { type AlarmMatrix, type Hop, hops, matrixVerdict } from '../../domain/alarm-matrix.ts';
import type { CheckResult } from '../../domain/check-result.ts';
import type { Environment } from '../../domain/environment.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive, type Verdict, worstOf } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { headlineOf } from './headline.ts';
import { matrixTable } from './matrix-table.ts';
import { commandsAfter, restoringCommands } from './next-commands.ts';
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
  const { environment, matrix, tested, steps, isDryRun } = end;
  const forced = tested.filter(mayBeForced);
  const stuck = forced.map(({ row }) => row.alarm);
  const verdict = verdictOf(end, stuck);
  const wouldForce = tested.some(({ wouldBeForced }) => wouldBeForced);
  return {
    exitCode: isDryRun ? exitCodes.doneAndProven : exitCodeOf(end, stuck, verdict),
    verdict,
    headline: headlineOf({ ...end, stuck, verdict }),
    steps,
    checks: checksOf(matrix),
    spans: [],
    next:
      forced.length > 0
        ? restoringCommands(environment, forced)
        : commandsAfter(environment, { isDryRun, hasPassed: verdict.state === 'pass', wouldForce }),
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
