/* `naver-sms alarm-test`: does an alarm reach the people who must act? Each hop is seen, or it does not pass. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type AlarmMatrix, channels } from '../../domain/alarm-matrix.ts';
import type { LockItem } from '../../domain/control-item.ts';
import { toJsonValue } from '../../domain/json-value.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import { alarmPrefix } from '../../monitoring/alarms.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { stopCauseOf } from '../../runtime/stop-cause.ts';
import { underWords } from '../../runtime/stop-words.ts';
import { commandsFor } from '../commands-for.ts';
import { defineCommand } from '../define-command.ts';
import { releaseEnvironmentLock, takeEnvironmentLock } from '../environment-lock.ts';
import { withStubbornEvidence } from '../stubborn-evidence.ts';
import type { Toolbox } from '../toolbox.ts';
import { type ChosenAlarm, chooseAlarms } from './choose-alarms.ts';
import { closeRestored } from './close-restored.ts';
import { conclude } from './conclude.ts';
import { lintAlarms } from './lint-alarms.ts';
import { lookAtDataAgain } from './look-at-data-again.ts';
import { lookOnceMore } from './look-once-more.ts';
import { longestTestMs, testInGroups } from './test-in-groups.ts';
import type { TestedAlarm } from './trial.ts';
import { type Left, nothingLeft, wordsFor } from './what-is-left.ts';

const schema = z.strictObject({
  alarm: z.array(z.string().min(1)).default([]),
  channel: z.enum(channels).optional(),
});

type AlarmTestOptions = z.infer<typeof schema>;

export const alarmTestCommand = defineCommand<AlarmTestOptions>({
  words: ['alarm-test'],
  summary: 'prove that each alarm reaches Slack and Telegram, hop by hop',
  description:
    'Forces each alarm into ALARM under a nonce, a few at a time, and looks for that nonce in its history, in its action and in the receipts of ' +
    'both channels; then restores the state and reads it back. The messages are marked TEST. An alarm that really is in ALARM is not touched. ' +
    'A receipt proves that the channel accepted the message, not that a person read it. Takes about three minutes for all. Needs --reason.',
  options: [
    { flags: '--alarm <name...>', description: `only these alarms, with or without ${alarmPrefix}` },
    { flags: '--channel <channel>', description: 'judge slack or telegram alone; the relay posts to both' },
  ],
  examples: [
    'naver-sms alarm-test --confirm naverplace_send_inform_v2 --reason "before Day 0"',
    'naver-sms alarm-test --alarm no-runs --channel slack --confirm naverplace_send_inform_v2 --reason "new token"',
    'naver-sms alarm-test --dry-run',
  ],
  evidence: 'required',
  confirm: (environment) => environment.function,
  schema,
  run: testAlarms,
});

async function testAlarms(toolbox: Toolbox, options: AlarmTestOptions): Promise<CommandResult> {
  requireReason(toolbox);
  const left = nothingLeft();
  const words = wordsFor(toolbox.environment, left);
  return await underWords(toolbox.stopNotice, words, () => testUnderLock(toolbox, options, left));
}

async function testUnderLock(
  toolbox: Toolbox,
  options: AlarmTestOptions,
  left: Left,
): Promise<CommandResult> {
  const live = await toolbox.aws.metrics.alarms(alarmPrefix);
  const chosen = chooseAlarms(live, toolbox.environment, options.alarm);
  const all = chooseAlarms(live, toolbox.environment, []);
  const isPartial = options.channel !== undefined || chosen.length < all.length;
  const steps: StepResult[] = [];
  const lock = await lockEnvironment(toolbox, chosen, steps);
  left.lock = lock;
  let tested: readonly TestedAlarm[];
  try {
    tested = await testChosen(toolbox, options, { chosen, steps, left });
  } finally {
    if (lock) steps.push(await releaseEnvironmentLock(withStubbornEvidence(toolbox), lock));
    left.lock = null;
  }
  return answer(toolbox, options, { tested, steps, isPartial });
}

function requireReason({ operator, isDryRun }: Toolbox): void {
  if (isDryRun || (operator.reason !== null && operator.reason.trim() !== '')) return;
  throw new OperatorError('UNKNOWN_USAGE', {
    what: '--reason is required: the messages of a test reach people.',
    now: 'Nothing was forced.',
    next: 'naver-sms alarm-test --reason "<why>"',
  });
}

/** A cutover must not begin in the middle, nor must its alarms be forced while it watches them. */
function lockEnvironment(
  toolbox: Toolbox,
  chosen: readonly ChosenAlarm[],
  steps: StepResult[],
): Promise<LockItem | null> {
  const { alarmTest } = commandsFor(toolbox.environment);
  return takeEnvironmentLock(toolbox, {
    operation: 'alarm-test',
    holdMs: longestTestMs(chosen.length),
    steal: false,
    // A test that died: the run that reads its ledger now has restored what it left forced.
    isOurs: ({ operation, run }) => operation === 'alarm-test' && toolbox.evidence.earlierRuns.has(run),
    whenHeld: `Wait until it is given back or lapses, then: ${alarmTest}`,
    onStep: (step) => steps.push(step),
  });
}

interface Chosen {
  readonly chosen: readonly ChosenAlarm[];
  readonly steps: StepResult[];
  readonly left: Left;
}

async function testChosen(
  toolbox: Toolbox,
  { channel }: AlarmTestOptions,
  { chosen, steps, left }: Chosen,
): Promise<readonly TestedAlarm[]> {
  toolbox.report({
    kind: 'phase',
    title: `Test ${chosen.length === 1 ? '1 alarm' : `${chosen.length} alarms`}`,
  });
  const ways = await lintAlarms(
    toolbox,
    chosen.flatMap(({ live }) => live ?? []),
  );
  const order = { ...ways, channels: channel ? [channel] : channels, left, randomBytes };
  const tested = await testInGroups(toolbox, order, chosen);
  steps.push(...tested.steps);
  const looked = await lookOnceMore(toolbox, tested.tested, left);
  steps.push(...looked.steps);
  closeRestored(toolbox, looked.tested);
  return await lookAtDataAgain(toolbox, looked.tested);
}

interface Tested {
  readonly tested: readonly TestedAlarm[];
  readonly steps: readonly StepResult[];
  readonly isPartial: boolean;
}

function answer(
  toolbox: Toolbox,
  { channel }: AlarmTestOptions,
  { tested, steps, isPartial }: Tested,
): CommandResult {
  const matrix: AlarmMatrix = {
    channels: channel ? [channel] : [...channels],
    rows: tested.map(({ row }) => row),
  };
  const { environment, isDryRun, signal, evidence } = toolbox;
  const cause = stopCauseOf(signal);
  const result = conclude({ environment, matrix, tested, steps, cause, isDryRun, isPartial });
  evidence.append('verdict', 'alarm-matrix', toJsonValue({ matrix }));
  return result;
}
