/*
 * The ten criteria by which a cutover counts as successful, as data. They follow the operations runbook with three
 * corrections: 240 s of run time (the requirement and the alarm; 300 s is Lambda's own limit), memory against what is
 * configured (512 MB was too little in the field), and no missing datum is ever read as zero.
 */
import type { CheckResult } from './check-result.ts';
import { judgeClaims, judgeWitnesses } from './criteria/judge-messages.ts';
import {
  judgeCompletion,
  judgeMemory,
  judgeNotification,
  judgeRunTime,
  memoryLimitShare,
  runTimeLimitMs,
} from './criteria/judge-runs.ts';
import { judgeAlarms, judgeMetrics, judgeRules } from './criteria/judge-world.ts';
import type { Judgement } from './criteria/judgement.ts';
import type { VerificationFacts } from './verification-facts.ts';

export interface Criterion {
  readonly id: string;
  readonly title: string;
  readonly expected: string;
  readonly remedy: string;
  readonly judge: (facts: VerificationFacts) => Judgement;
}

export const successCriteria: readonly Criterion[] = [
  {
    id: 'rule-enabled',
    title: 'The rule is enabled, and it is the only sender',
    expected: 'the rule reads back ENABLED; every other sender rule is DISABLED or absent',
    remedy: 'naver-sms preflight',
    judge: judgeRules,
  },
  {
    id: 'runs-completed',
    title: 'Every run since then completed',
    expected: 'at least one run, in mode live; each has START, REPORT and a run_summary that says succeeded',
    remedy: 'naver-sms tail --since 30m',
    judge: judgeCompletion,
  },
  {
    id: 'messages-accepted',
    title: 'Every message due was accepted, and the witnesses agree',
    expected: 'log, metric and claims table give one count above 0; each message has a SENS receipt',
    remedy: 'naver-sms tail --since 30m',
    judge: judgeWitnesses,
  },
  {
    id: 'claims-settled',
    title: 'The claims table holds every message, and none is open',
    expected: 'at least one claim; each is ACCEPTED or DELIVERED',
    remedy: 'naver-sms verify, after the next tick',
    judge: judgeClaims,
  },
  {
    id: 'telegram-notified',
    title: 'Telegram took the notification of every run',
    expected: 'delivered, with a message id, in each run_summary',
    remedy: 'naver-sms tail --since 30m',
    judge: (facts) => judgeNotification(facts, 'telegram'),
  },
  {
    id: 'slack-notified',
    title: 'Slack took the notification of every run',
    expected: 'delivered, with a message id, in each run_summary',
    remedy: 'naver-sms tail --since 30m',
    judge: (facts) => judgeNotification(facts, 'slack'),
  },
  {
    id: 'metrics-clean',
    title: 'No metric on the dashboard shows an error',
    expected:
      '0 errors, throttles, failed runs, failed stores, refused and missed messages, with data for each',
    remedy: 'naver-sms tail --since 30m',
    judge: judgeMetrics,
  },
  {
    id: 'alarms-ok',
    title: 'Every alarm is OK',
    expected: 'at least one alarm; each in state OK',
    remedy: 'aws cloudwatch describe-alarms --state-value ALARM',
    judge: judgeAlarms,
  },
  {
    id: 'run-time',
    title: `Each run took less than ${runTimeLimitMs / 1000} s`,
    expected: `START to REPORT under ${runTimeLimitMs / 1000} s`,
    remedy: 'naver-sms tail --since 30m',
    judge: judgeRunTime,
  },
  {
    id: 'memory',
    title: 'Each run left memory to spare',
    expected: `at most ${memoryLimitShare * 100} % of the configured memory`,
    remedy: 'raise the memory of the function, then run naver-sms preflight',
    judge: judgeMemory,
  },
];

export interface JudgedCriterion {
  readonly criterion: Criterion;
  readonly judgement: Judgement;
}

/** Judges the facts by every criterion, in their order. */
export function judgeAll(facts: VerificationFacts): readonly JudgedCriterion[] {
  return successCriteria.map((criterion) => ({ criterion, judgement: criterion.judge(facts) }));
}

/** A judged criterion in the form that reports and evidence show. */
export function asCheck({ criterion, judgement }: JudgedCriterion, environment: string): CheckResult {
  const { id, title, expected, remedy } = criterion;
  const { observed, verdict, source } = judgement;
  const isPassed = verdict.state === 'pass';
  return {
    id,
    title,
    severity: 'block',
    expected,
    observed,
    verdict,
    source,
    remedy: isPassed ? null : inEnvironment(remedy, environment),
  };
}

/** Our commands act on the environment that they name. */
function inEnvironment(remedy: string, environment: string): string {
  return remedy.replace(/\bnaver-sms [a-z]+/, (command) => `${command} --env ${environment}`);
}
