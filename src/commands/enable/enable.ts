/* `naver-sms enable`: the rule alone, with the proof that it really ticks. */
import * as z from 'zod';
import { parseSchedule } from '../../domain/schedule.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import { type ExitCode, exitCodes } from '../../errors/exit-codes.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { commandsFor } from '../commands-for.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';
import { awaitTick, type TickOutcome } from './await-tick.ts';
import { type EnableOutcome, enableRule } from './enable-rule.ts';

const schema = z.strictObject({ maxTicks: z.coerce.number().int().min(1).max(12).default(1) });

type EnableOptions = z.infer<typeof schema>;

export const enableCommand = defineCommand<EnableOptions>({
  words: ['enable'],
  summary: 'enable the rule alone, and prove that it ticks',
  description:
    'Refuses while another sender rule is enabled. HTTP 200 is no proof: it waits for the first START of a run inside the predicted window. ' +
    'It judges no message; naver-sms cutover does.',
  options: [{ flags: '--max-ticks <n>', description: 'how many tick windows to wait (default 1)' }],
  examples: ['naver-sms enable --confirm naver-sms-automation-trigger --reason "after maintenance"'],
  evidence: 'required',
  confirm: ({ rule }) => rule,
  schema,
  run: enable,
});

async function enable(toolbox: Toolbox, options: EnableOptions): Promise<CommandResult> {
  toolbox.report({ kind: 'phase', title: `Enable ${toolbox.environment.rule}` });
  const enabled = await enableRule(toolbox);
  if (enabled.state !== 'enabled' && enabled.state !== 'already-enabled') return notEnabled(toolbox, enabled);
  const schedule = parseSchedule(enabled.schedule ?? '');
  const configuration = await toolbox.aws.functions.configuration(toolbox.environment.function);
  if (!schedule || !configuration) {
    return answer(toolbox, enabled, 'actedUnproven', inconclusive('schedule or function could not be read'));
  }
  const tick = await awaitTick(toolbox, {
    schedule,
    logGroup: configuration.logGroup,
    afterMs: enabled.calledAtMs,
    windowsFromMs: enabled.calledAtMs,
    maxWindows: options.maxTicks,
    runLimitMs: configuration.timeoutSeconds * 1000,
  });
  toolbox.evidence.append('verdict', 'first-tick', { state: tick.state, detail: sentenceOf(tick) });
  return ticked(toolbox, enabled, tick);
}

const refusals: Readonly<
  Record<'refused' | 'failed' | 'in-doubt' | 'unproven' | 'skipped', keyof typeof exitCodes>
> = {
  refused: 'verdictNo',
  failed: 'unreachable',
  'in-doubt': 'inDoubt',
  unproven: 'actedUnproven',
  skipped: 'doneAndProven',
};

function notEnabled(toolbox: Toolbox, enabled: EnableOutcome): CommandResult {
  const { state, detail } = enabled;
  if (state === 'enabled' || state === 'already-enabled') throw new RangeError('it was enabled');
  const verdict = state === 'refused' || state === 'failed' ? fail(detail) : inconclusive(detail);
  return answer(toolbox, enabled, refusals[state], verdict);
}

function ticked(toolbox: Toolbox, enabled: EnableOutcome, tick: TickOutcome): CommandResult {
  if (tick.state === 'ended') return answer(toolbox, enabled, 'doneAndProven', pass, sentenceOf(tick));
  const verdict = tick.state === 'failed' ? fail(tick.reason) : inconclusive(tick.reason);
  return answer(toolbox, enabled, 'actedUnproven', verdict, sentenceOf(tick));
}

function sentenceOf(tick: TickOutcome): string {
  return tick.state === 'ended' ? tick.note : `Tick ${tick.state}: ${tick.reason}.`;
}

function answer(
  { environment }: Toolbox,
  enabled: EnableOutcome,
  code: keyof typeof exitCodes,
  verdict: Verdict,
  tick = '',
): CommandResult {
  const isOn = enabled.liveState === 'ENABLED';
  const { rollback, verify, preflight } = commandsFor(environment);
  const exitCode: ExitCode = exitCodes[code];
  return {
    exitCode,
    verdict,
    headline: [enabled.detail, tick].filter((text) => text !== '').join(' '),
    steps: enabled.steps,
    checks: [],
    spans: [],
    next: isOn ? [rollback, verify] : [preflight],
    data: {
      liveState: enabled.liveState,
      errorCode: enabled.error instanceof OperatorError ? enabled.error.code : null,
    },
  };
}
