/* The answer of an alarm test: exit code, headline and last line from what every cell says. Pure but for its ledger line. */
import { type AlarmMatrix, type Hop, hops, matrixVerdict } from '../../domain/alarm-matrix.ts';
import type { CheckResult } from '../../domain/check-result.ts';
import type { Environment } from '../../domain/environment.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive, type Verdict, worstOf } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { type StopCause, stopReasons } from '../../runtime/stop-cause.ts';
import { headlineOf } from './headline.ts';
import { matrixTable } from './matrix-table.ts';
import { commandsAfter, restoringCommands, type TestOutcome } from './next-commands.ts';
import { isUnfinished, mayBeForced, type TestedAlarm } from './trial.ts';

export interface TestEnd {
  readonly environment: Environment;
  readonly matrix: AlarmMatrix;
  readonly tested: readonly TestedAlarm[];
  readonly steps: readonly StepResult[];
  /** What stopped the test before its end; null where nothing did. */
  readonly cause: StopCause | null;
  readonly isDryRun: boolean;
  /** True where alarms or a channel were left out. */
  readonly isPartial: boolean;
}

export function conclude(end: TestEnd): CommandResult {
  const { environment, matrix, tested, steps, isDryRun, cause } = end;
  const unfinished = tested.filter(isUnfinished);
  const stuck = unfinished.filter(mayBeForced).map(({ row }) => row.alarm);
  const stillUnderTestReason = unfinished.map(({ row }) => row.alarm).filter((name) => !stuck.includes(name));
  const verdict = verdictOf(end, stuck);
  return {
    exitCode: isDryRun ? exitCodes.doneAndProven : exitCodeOf(end, verdict),
    verdict,
    headline: headlineOf({ ...end, stuck, verdict }),
    steps,
    checks: checksOf(matrix),
    spans: [],
    next:
      unfinished.length > 0
        ? restoringCommands(environment, unfinished)
        : commandsAfter(environment, outcomeOf(end, verdict)),
    table: matrixTable(matrix),
    data: { matrix, stillForced: stuck, stillUnderTestReason, fired: firingsOf(tested), stoppedBy: cause },
  };
}

function outcomeOf({ tested, cause, isDryRun, isPartial }: TestEnd, { state }: Verdict): TestOutcome {
  const isLost = ({ row, forced, fired }: TestedAlarm) =>
    forced !== null &&
    fired === null &&
    [row.cells.slack, row.cells.telegram].some((cell) => cell && cell.verdict.state !== 'pass');
  return {
    ...{ isDryRun, isPartial, hasPassed: state === 'pass' },
    wouldForce: tested.some(({ wouldBeForced }) => wouldBeForced),
    fired: tested.flatMap(({ row, fired }) => (fired === null ? [] : [row.alarm])),
    hasLostMessage: cause === null && tested.some(isLost),
  };
}

function verdictOf({ matrix, isDryRun, cause, steps }: TestEnd, stuck: readonly string[]): Verdict {
  if (isDryRun) return inconclusive('dry run: nothing was forced');
  if (stuck.length > 0) return fail(`may still be forced: ${stuck.join(', ')}`);
  const verdict = matrixVerdict(matrix);
  if (verdict.state === 'fail') return verdict;
  if (cause !== null) return inconclusive(stopReasons[cause]);
  const doubtful = doubtfulStep(steps);
  return doubtful ? inconclusive(`in doubt: ${doubtful.title}`) : verdict;
}

/** The lock is not among them: it lapses by itself. */
function doubtfulStep(steps: readonly StepResult[]): StepResult | undefined {
  return steps.find(({ id, state }) => state === 'in-doubt' && /^(force|restore|mark-real)-/.test(id));
}

function exitCodeOf(end: TestEnd, verdict: Verdict): ExitCode {
  if (end.cause !== null) return exitCodes.interrupted;
  if (end.tested.some(isUnfinished) || doubtfulStep(end.steps)) return exitCodes.inDoubt;
  if (verdict.state === 'pass') return exitCodes.doneAndProven;
  if (end.tested.some(({ forced }) => forced !== null)) return exitCodes.actedUnproven;
  const refusal = end.tested.find((each) => each.refusal !== null)?.refusal;
  return refusal instanceof OperatorError ? refusal.exitCode : exitCodes.verdictNo;
}

/** For scripts: which alarms fired for a real reason during the test. */
function firingsOf(tested: readonly TestedAlarm[]) {
  return tested.flatMap(({ row, fired }) =>
    fired === null
      ? []
      : [
          {
            alarm: row.alarm,
            at: new Date(fired.atMs).toISOString(),
            reason: fired.reason,
            state: row.after,
          },
        ],
  );
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
