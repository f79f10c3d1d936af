/** `tail`: the function's log, grouped by run, masked, with its transport, lag and gaps said. */
import * as z from 'zod';
import { parsePastTime } from '../../domain/operator-time.ts';
import type { TailEntry } from '../../domain/tail-grouping.ts';
import { inconclusive, pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { durationText } from '../../reporting/duration-text.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';
import { entryFields, entryText, runHeading } from './entry-text.ts';
import { followLog, type TailPlan, type TailSummary } from './follow-log.ts';
import { busyPauseMs, deepOverlapMs, idlePauseMs } from './tail-pace.ts';

const schema = z.object({
  since: z.string().default('10m'),
  filter: z.string().optional(),
  until: z.enum(['report']).optional(),
});

type TailOptions = z.infer<typeof schema>;

export const tailCommand = defineCommand({
  words: ['tail'],
  summary: "follow the function's log, grouped by run and masked",
  description:
    'Polls FilterLogEvents once a second (every 5 s when idle) and re-reads up to two minutes, so that late lines are shown and none twice. ' +
    'Phone numbers and secrets are masked, control characters shown. Ends with Ctrl-C, --timeout, or --until report.',
  options: [
    { flags: '--since <time>', description: 'where to begin: 10m, 14:02 (KST) or ISO' },
    {
      flags: '--filter <pattern>',
      description: 'a CloudWatch Logs filter pattern, as { $.event = "send_accepted" }',
    },
    { flags: '--until <what>', description: 'report: end once a run has reported and none is open' },
  ],
  examples: [
    'naver-sms tail',
    'naver-sms tail --since 14:00 --until report',
    'naver-sms tail --filter \'{ $.event = "send_refused" }\' --json',
  ],
  isLineByLine: true,
  evidence: 'unrecorded',
  schema,
  run: tail,
});

async function tail(toolbox: Toolbox, options: TailOptions): Promise<CommandResult> {
  const plan = await planTail(toolbox, options);
  toolbox.report({
    kind: 'note',
    text: `${plan.group} since ${new Date(plan.sinceMs).toISOString()}, by polling every ${busyPauseMs / 1000} s (${idlePauseMs / 1000} s when idle) and re-reading up to ${deepOverlapMs / 1000} s (no Live Tail)`,
  });
  const summary = await followLog(toolbox, plan, createShow(toolbox));
  return answer(plan, summary);
}

/** Throws UNKNOWN_USAGE or AWS_NOT_FOUND. The log group comes from the function itself, never from its name. */
async function planTail(toolbox: Toolbox, options: TailOptions): Promise<TailPlan> {
  const since = parsePastTime(options.since, toolbox.clock.now());
  if (since === null) throw badSince(options.since);
  if (options.until === 'report' && options.filter !== undefined) throw filteredReport();
  const name = toolbox.environment.function;
  const configuration = await toolbox.aws.functions.configuration(name);
  if (configuration === null) throw noFunction(name);
  return {
    group: configuration.logGroup,
    sinceMs: since.getTime(),
    pattern: options.filter ?? null,
    untilReport: options.until === 'report',
  };
}

/** Says which run the following lines belong to whenever that changes. */
function createShow(toolbox: Toolbox): (entries: readonly TailEntry[]) => void {
  let shown: string | null | undefined;
  return (entries) => {
    for (const entry of entries) {
      if (entry.requestId !== shown) toolbox.report({ kind: 'note', text: runHeading(entry.requestId) });
      shown = entry.requestId;
      toolbox.report({ kind: 'log-line', line: entryFields(entry), text: entryText(entry) });
    }
  };
}

function answer(plan: TailPlan, summary: TailSummary): CommandResult {
  const isUnmet = plan.untilReport && summary.endedBy !== 'report';
  const reached = `${summary.lines} lines, ${summary.reportedRuns} runs reported`;
  const gaps =
    summary.missedLooks === 0 ? '' : `, ${summary.missedLooks} of ${summary.looks} looks missed and re-read`;
  return {
    exitCode: isUnmet ? exitCodes.verdictNo : exitCodes.doneAndProven,
    verdict: isUnmet ? inconclusive('it ended before a run had reported') : pass,
    headline: `${reached}; longest lag ${durationText(summary.longestLagMs)}, longest gap ${durationText(summary.longestGapMs)}${gaps}.`,
    steps: [],
    checks: [],
    spans: [],
    next: ['naver-sms verify'],
    data: { transport: 'polling', ...summary },
  };
}

function badSince(text: string): OperatorError {
  return new OperatorError('UNKNOWN_USAGE', {
    what: `--since "${text}" is no time in the past that can be read.`,
    now: 'Nothing was changed.',
    next: 'naver-sms tail --since 10m',
  });
}

function filteredReport(): OperatorError {
  return new OperatorError('UNKNOWN_USAGE', {
    what: '--filter hides the lines by which --until report knows that a run has reported, so that it would never end.',
    now: 'Nothing was changed.',
    next: 'naver-sms tail --until report',
  });
}

function noFunction(name: string): OperatorError {
  return new OperatorError('AWS_NOT_FOUND', {
    what: `The function ${name} is not there, so its log group is not known.`,
    now: 'Nothing was changed.',
    next: 'naver-sms preflight',
  });
}
