/* Sets one alarm to ALARM under a nonce of its own, if it may be, and says why not otherwise. */
import type { Alarm } from '../../aws/services.ts';
import { createAlarmNonce, forcedReason, nonceOf } from '../../domain/alarm-nonce.ts';
import type { StepResult } from '../../domain/step-result.ts';
import { fail, inconclusive } from '../../domain/verdict.ts';
import { markOf } from '../restore-alarm.ts';
import { runStep } from '../run-step.ts';
import type { Toolbox } from '../toolbox.ts';
import type { TestOrder } from './test-order.ts';
import { type ForcedTrial, lintCell, type TestedAlarm, untested } from './trial.ts';

export type ForceOutcome =
  | { readonly isForced: true; readonly trial: ForcedTrial }
  | { readonly isForced: false; readonly tested: TestedAlarm };

/** Never throws for what AWS did. */
export async function forceAlarm(
  toolbox: Toolbox,
  order: TestOrder,
  alarm: Alarm,
  onStep: (step: StepResult) => void,
): Promise<ForceOutcome> {
  const way = order.wayOf(alarm);
  const { name, state } = alarm;
  const row = { name, state, lint: lintCell(way), channels: order.channels };
  const not = (verdict: ReturnType<typeof fail>, refusal?: Error): ForceOutcome => ({
    isForced: false,
    tested: untested({ ...row, verdict, ...(refusal ? { refusal } : {}) }),
  });
  if (state === 'ALARM') return not(inconclusive(whyAlarming(alarm)));
  if (way.whyUnforceable !== null) return not(fail(`not forced: ${way.whyUnforceable}`));
  const nonce = createAlarmNonce(toolbox.run, order.randomBytes);
  const calledAtMs = toolbox.clock.now().getTime();
  const outcome = await setToAlarm(toolbox, { name, nonce, before: state });
  onStep(outcome.step);
  if (outcome.state === 'skipped') return not(inconclusive('dry run: nothing was forced'));
  if (outcome.state === 'failed') return not(fail(`not forced: ${outcome.error.message}`), outcome.error);
  const openIntent = outcome.state === 'done' ? outcome.openIntent : null;
  const { length: actionCount } = alarm.alarmActions;
  const trial = { name, nonce, before: state, way, actionCount, calledAtMs, openIntent };
  return { isForced: true, trial };
}

function whyAlarming({ reason, updatedAt }: Alarm): string {
  const since = updatedAt === null ? '' : ` since ${updatedAt}`;
  return nonceOf(reason) === null
    ? `not touched: it is really in ALARM${since} (${reason})`
    : `not touched: it stands in ALARM by a test${since}; run naver-sms preflight to restore it`;
}

function setToAlarm(toolbox: Toolbox, forced: Pick<ForcedTrial, 'name' | 'nonce' | 'before'>) {
  const { name, nonce } = forced;
  return runStep(toolbox, {
    id: `force-${name}`,
    title: `Force ${name} into ALARM`,
    change: { kind: 'alarm-state', alarm: name, state: 'ALARM', ...markOf(forced) },
    act: () => toolbox.aws.metrics.setAlarmState(name, 'ALARM', forcedReason(nonce, 'forced')),
    describe: () => `was ${forced.before}, ${nonce}`,
    staysOpen: true,
  });
}
