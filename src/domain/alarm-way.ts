/* Whether an alarm could reach people at all, judged before anything is forced: what lint says, and what may be forced. */
import { type LintedAlarm, lintAlarm } from './alarm-lint.ts';
import { fail, inconclusive, pass, type Verdict } from './verdict.ts';
import type { Reading } from './verification-facts.ts';

export interface Subscription {
  readonly protocol: string;
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

/** An alarm with the actions of each state that a test may move it to. */
export interface ForceableAlarm extends LintedAlarm {
  readonly okActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
}

export interface WayFacts {
  /** Null where the schedule is not known. */
  readonly tickPeriodMs: number | null;
  /** By topic; null where the topic is not there. */
  readonly topics: ReadonlyMap<string, Reading<readonly Subscription[] | null>>;
  /** The relay's ARN without a qualifier; null where there is no relay. */
  readonly relayArn: Reading<string | null>;
  readonly data: Reading<DataFacts>;
}

/** Whether the alarm's own series had a data point lately. */
export interface DataFacts {
  readonly hasOwn: boolean;
  /** Of the metric that comes with every run under the same dimensions; null where no such metric is known. */
  readonly hasCompanion: boolean | null;
  /** True where the metric has no points on a good day. */
  readonly isSparse: boolean;
  /** True where metric and dimensions are those that this tool declares. */
  readonly isDeclared: boolean;
}

export interface AlarmWay {
  readonly verdict: Verdict;
  /** What is worth knowing although it passed; null otherwise. */
  readonly remark: string | null;
  /** Why its state must not be forced: an action of another kind would be carried out. Null where it may be. */
  readonly whyUnforceable: string | null;
  /** Why no notification can reach the relay; null where one can, or where that is not known. */
  readonly whyUnheard: string | null;
}

/** Judges one alarm. Any problem fails; else what could not be read makes it inconclusive. */
export function judgeWay(alarm: ForceableAlarm, facts: WayFacts): AlarmWay {
  const topics = alarm.alarmActions.filter(isTopic);
  const whyUnforceable = foreignAction(alarm);
  const hearing = topics.map((topic) => judgeTopic(topic, facts));
  const ownProblems = facts.tickPeriodMs === null ? [] : lintAlarm(alarm, facts.tickPeriodMs);
  const schedule = facts.tickPeriodMs === null ? [inconclusive('the schedule is not known')] : [];
  const data = judgeData(facts.data);
  const problems = [
    ...(whyUnforceable === null ? [] : [whyUnforceable]),
    // The name stands in the row already.
    ...ownProblems.map((text) => text.slice(alarm.name.length + 2)),
    ...reasonsOf('fail', [...hearing, data.verdict]),
  ];
  const open = reasonsOf('inconclusive', [...schedule, ...hearing, data.verdict]);
  return {
    verdict:
      problems.length > 0
        ? fail(problems.join('; '))
        : open.length > 0
          ? inconclusive(open.join('; '))
          : pass,
    remark: data.remark,
    whyUnforceable,
    whyUnheard: unheard(alarm, topics, hearing),
  };
}

function reasonsOf(state: 'fail' | 'inconclusive', verdicts: readonly Verdict[]): readonly string[] {
  return verdicts.flatMap((verdict) => (verdict.state === state ? [verdict.reason] : []));
}

/**
 * Forcing an alarm carries its actions out, and restoring it those of the state from before: restarting a machine or
 * scaling a group is no test of a message. Each of the three lists counts, since the alarm may go to any state meanwhile.
 */
function foreignAction({ alarmActions, okActions, insufficientDataActions }: ForceableAlarm): string | null {
  const lists = [
    ['ALARM', alarmActions],
    ['OK', okActions],
    ['INSUFFICIENT_DATA', insufficientDataActions],
  ] as const;
  for (const [state, actions] of lists) {
    const foreign = actions.find((action) => !isTopic(action));
    if (foreign !== undefined)
      return `its action for ${state}, ${foreign}, is not an SNS topic and would be carried out`;
  }
  return null;
}

function isTopic(action: string): boolean {
  return /^arn:aws[\w-]*:sns:/.test(action);
}

function judgeTopic(topic: string, { topics, relayArn }: WayFacts): Verdict {
  const name = topic.split(':').at(-1) ?? topic;
  const reading = topics.get(topic);
  if (reading === undefined) return inconclusive(`the subscriptions of ${name} were not read`);
  if (reading.state === 'unreadable') return inconclusive(reading.reason);
  if (reading.value === null) return fail(`its topic ${name} is not there`);
  const confirmed = reading.value.filter(({ isConfirmed }) => isConfirmed);
  const pending = reading.value.length - confirmed.length;
  if (confirmed.length === 0) {
    return fail(`topic ${name} has no confirmed subscription${pending > 0 ? ` (${pending} pending)` : ''}`);
  }
  if (relayArn.state === 'unreadable') return inconclusive(relayArn.reason);
  const { value: relay } = relayArn;
  const hearsRelay = relay !== null && confirmed.some((each) => isOf(each, relay));
  return hearsRelay ? pass : fail(`the relay is not subscribed to topic ${name}`);
}

/** A subscription may name a version or an alias of the function. */
function isOf({ protocol, endpoint }: Subscription, relayArn: string): boolean {
  return protocol === 'lambda' && (endpoint === relayArn || endpoint.startsWith(`${relayArn}:`));
}

function unheard(alarm: LintedAlarm, topics: readonly string[], hearing: readonly Verdict[]): string | null {
  if (!alarm.actionsEnabled) return 'its actions are switched off';
  if (topics.length === 0) return 'it has no topic to publish to';
  if (hearing.some(({ state }) => state !== 'fail')) return null;
  return reasonsOf('fail', hearing).join('; ');
}

/** How far back data points are looked for: a day holds 72 ticks. Milliseconds. */
export const dataWindowMs = 24 * 3_600_000;

function judgeData(data: Reading<DataFacts>): { readonly verdict: Verdict; readonly remark: string | null } {
  if (data.state === 'unreadable') return { verdict: inconclusive(data.reason), remark: null };
  const { hasOwn, hasCompanion, isSparse, isDeclared } = data.value;
  if (hasOwn || (isSparse && hasCompanion)) return { verdict: pass, remark: null };
  if (hasCompanion)
    return { verdict: fail('its metric gets no data, although runs under its dimension do'), remark: null };
  return isDeclared
    ? {
        verdict: inconclusive('no data point in 24 h, since nothing ran: its metric was not seen'),
        remark: null,
      }
    : { verdict: fail('its metric and dimension got no data in 24 h, and are not declared'), remark: null };
}
