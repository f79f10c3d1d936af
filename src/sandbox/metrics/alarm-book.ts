import type { FaultBook } from '../faults/fault-book.ts';
import { awsError } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { alarmMessage } from './alarm-message.ts';
import { alarmReason, type Period } from './alarm-reason.ts';
import type { AlarmRecord, AlarmRule, AlarmState, HistoryItem } from './alarm-record.ts';
import { judgeAlarm, periodsInRange } from './judge-alarm.ts';
import type { MetricStore } from './metric-store.ts';

export interface AlarmBookOptions {
  readonly context: SandboxContext;
  readonly store: MetricStore;
  /** Publishes to a topic; what an SNS action does. */
  readonly publish: (request: { topicArn: string; subject: string; message: string }) => Promise<unknown>;
  /** The faults of what CloudWatch does by itself, under the service name `alarms`. */
  readonly faults: Pick<FaultBook, 'take'>;
}

export interface AlarmSettings {
  readonly name: string;
  readonly description: string;
  readonly rule: AlarmRule;
  readonly actionsEnabled: boolean;
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

/** Alarms are evaluated once a minute (docs: AmazonCloudWatch/latest/monitoring/alarm-evaluation.html). */
const evaluationMs = 60_000;

/** The alarms, their evaluation on virtual time, their actions and history. */
export class AlarmBook {
  readonly alarms = new Map<string, AlarmRecord>();
  readonly history: HistoryItem[] = [];
  /** Each alarm as it was before the latest change of its state, for reads that a fault makes stale. */
  readonly earlier = new Map<string, AlarmRecord>();
  readonly #options: AlarmBookOptions;
  #isEvaluating = false;

  constructor(options: AlarmBookOptions) {
    this.#options = options;
  }

  /** For seeds: an alarm that has long been there, in the state that a silent metric gives it; no action runs. */
  seed(settings: AlarmSettings): void {
    this.put(settings);
    const alarm = this.find(settings.name);
    alarm.state =
      judgeAlarm(
        alarm.rule,
        this.#periodsOf(alarm.rule).map(({ value }) => value),
      ) ?? alarm.state;
    alarm.reason = 'No datapoint has come for long.';
  }

  /** Creates or replaces; a known alarm keeps its state until the next evaluation. */
  put(settings: AlarmSettings): void {
    const { account, region } = this.#options.context;
    const nowMs = this.#options.context.nowMs();
    const known = this.alarms.get(settings.name);
    this.alarms.set(settings.name, {
      ...settings,
      arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${settings.name}`,
      state: known?.state ?? 'INSUFFICIENT_DATA',
      reason: known?.reason ?? 'Unchecked: Initial alarm creation',
      reasonData: known?.reasonData ?? '',
      stateUpdatedMs: known?.stateUpdatedMs ?? nowMs,
      configuredMs: nowMs,
    });
    const change = known ? 'updated' : 'created';
    this.#remember(settings.name, 'ConfigurationUpdate', {
      summary: `Alarm "${settings.name}" ${change}`,
      data: {},
    });
    this.#startEvaluating();
  }

  delete(names: readonly string[]): void {
    for (const name of names) this.alarms.delete(name);
  }

  /** Throws ResourceNotFound. */
  find(name: string): AlarmRecord {
    const alarm = this.alarms.get(name);
    if (!alarm) throw awsError('ResourceNotFound', `Alarm ${name} does not exist`, 404);
    return alarm;
  }

  /**
   * cloudwatch:SetAlarmState: as an evaluation would. One fault lets a real ALARM come just before it, another the next
   * evaluation at once behind it.
   */
  async force(
    alarm: AlarmRecord,
    state: AlarmState,
    why: { reason: string; reasonData: string },
  ): Promise<void> {
    if (state === 'ALARM' && this.#options.faults.take('alarms', 'firing'))
      await this.setState(alarm, 'ALARM', {
        reason: 'Threshold Crossed: a real ALARM (invented)',
        reasonData: '',
      });
    await this.setState(alarm, state, why);
    if (!this.#options.faults.take('alarms', 'evaluation')) return;
    const { context } = this.#options;
    context.schedule(context.nowMs() + 1, `early evaluation of ${alarm.name}`, () => this.#evaluate(alarm));
  }

  /** Moves an alarm to a state, with its actions if the state differs; the next evaluation may move it back. */
  async setState(
    alarm: AlarmRecord,
    state: AlarmState,
    why: { reason: string; reasonData: string },
  ): Promise<void> {
    const oldState = alarm.state;
    this.earlier.set(alarm.name, { ...alarm });
    alarm.reason = why.reason;
    alarm.reasonData = why.reasonData;
    if (state === oldState) return;
    alarm.state = state;
    alarm.stateUpdatedMs = this.#options.context.nowMs();
    if (!this.#options.faults.take('alarms', 'history')) this.#rememberState(alarm, oldState);
    if (!alarm.actionsEnabled) return;
    for (const action of alarm.actions[state]) await this.#act(alarm, action, oldState);
  }

  #rememberState({ name, state, reason }: AlarmRecord, oldState: AlarmState): void {
    this.#remember(name, 'StateUpdate', {
      summary: `Alarm updated from ${oldState} to ${state}`,
      data: {
        version: '1.0',
        oldState: { stateValue: oldState },
        newState: { stateValue: state, stateReason: reason },
      },
    });
  }

  async #act(alarm: AlarmRecord, action: string, oldState: AlarmState): Promise<void> {
    const isTopic = action.startsWith('arn:aws:sns:');
    const isRefused = this.#options.faults.take('alarms', 'action') !== null;
    const refusal = isRefused
      ? 'CloudWatch Alarms is not authorized to perform: SNS:Publish'
      : isTopic
        ? await this.#publish(alarm, action, oldState)
        : 'the action is not known here';
    const summary =
      refusal === null ? `Successfully executed action ${action}` : `Failed to execute action ${action}`;
    const data = {
      actionState: refusal === null ? 'Succeeded' : 'Failed',
      stateUpdateTimestamp: alarm.stateUpdatedMs,
    };
    this.#remember(alarm.name, 'Action', {
      summary,
      data: refusal === null ? data : { ...data, error: refusal },
    });
  }

  /** Null when it was published, else why not. */
  async #publish(alarm: AlarmRecord, topicArn: string, oldState: AlarmState): Promise<string | null> {
    const isReasonLost = this.#options.faults.take('alarms', 'message') !== null;
    const told = isReasonLost ? { ...alarm, reason: 'Threshold Crossed' } : alarm;
    try {
      await this.#options.publish({ topicArn, ...alarmMessage(this.#options.context, told, oldState) });
      return null;
    } catch (cause) {
      return cause instanceof Error ? cause.message : String(cause);
    }
  }

  #startEvaluating(): void {
    if (this.#isEvaluating) return;
    this.#isEvaluating = true;
    this.#planEvaluation();
  }

  #planEvaluation(): void {
    const { context } = this.#options;
    const nextMs = (Math.floor(context.nowMs() / evaluationMs) + 1) * evaluationMs;
    context.schedule(nextMs, 'alarm evaluation', async () => {
      this.#planEvaluation();
      for (const alarm of this.alarms.values()) await this.#evaluate(alarm);
    });
  }

  async #evaluate(alarm: AlarmRecord): Promise<void> {
    const periods = this.#periodsOf(alarm.rule);
    const values = periods.map(({ value }) => value);
    const state = judgeAlarm(alarm.rule, values);
    if (state === null || state === alarm.state) return;
    const reason = alarmReason(alarm.rule, periods, { from: alarm.state, to: state });
    const reasonData = JSON.stringify({
      version: '1.0',
      recentDatapoints: values,
      threshold: alarm.rule.threshold,
    });
    await this.setState(alarm, state, { reason, reasonData });
  }

  /** The periods of the evaluation range end at the last full minute, oldest first. */
  #periodsOf(rule: AlarmRule): readonly Period[] {
    const endMs = Math.floor(this.#options.context.nowMs() / evaluationMs) * evaluationMs;
    const periodMs = rule.periodSeconds * 1000;
    const count = periodsInRange(rule);
    const startMs = endMs - count * periodMs;
    const query = { statistic: rule.statistic, periodMs, startMs, endMs, alignMs: endMs };
    const points = this.#options.store.points(rule, query);
    return Array.from({ length: count }, (_, index) => {
      const timestampMs = startMs + index * periodMs;
      const value = points.find((point) => point.timestampMs === timestampMs)?.value ?? null;
      return { timestampMs, value };
    });
  }

  #remember(
    alarmName: string,
    type: HistoryItem['type'],
    { summary, data }: { summary: string; data: Record<string, unknown> },
  ): void {
    const timestampMs = this.#options.context.nowMs();
    this.history.push({ alarmName, timestampMs, type, summary, data: JSON.stringify(data) });
  }
}
