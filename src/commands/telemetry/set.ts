/** `telemetry set`: turns run summaries and log detail up or down without a deployment. */

import * as z from 'zod';
import type { TelemetryItem } from '../../domain/control-item.ts';
import {
  fullTelemetry,
  type TelemetrySetting,
  telemetrySentence,
  telemetryText,
} from '../../domain/telemetry.ts';
import { fail, inconclusive, pass, type Verdict } from '../../domain/verdict.ts';
import { OperatorError } from '../../errors/operator-error.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import { exitCodeOfChange } from '../exit-code-of-change.ts';
import { operatorName } from '../operator-name.ts';
import { runStep } from '../run-step.ts';
import type { StepOutcome } from '../step.ts';
import type { Toolbox } from '../toolbox.ts';

const schema = z.object({
  notify: z.enum(['all', 'failures', 'off']).optional(),
  logLevel: z
    .string()
    .transform((level) => level.toUpperCase())
    .pipe(z.enum(['INFO', 'WARN', 'ERROR']))
    .optional(),
});

type SetOptions = z.infer<typeof schema>;

export const telemetrySetCommand = defineCommand({
  words: ['telemetry', 'set'],
  summary: 'turn run summaries and log detail up or down, without a deployment',
  description:
    'Writes the telemetry switch of the control table; runs that begin from now on obey it, and what is not named stays as it is. ' +
    'Messages to customers, metrics, alarms, and the log events that verification relies on stay as they are. Needs --reason. ' +
    'Way back: naver-sms telemetry set --notify all --log-level info.',
  options: [
    { flags: '--notify <which>', description: 'which runs send a summary: all, failures or off' },
    { flags: '--log-level <level>', description: 'the least level that is logged: info, warn or error' },
  ],
  examples: [
    'naver-sms telemetry set --notify failures --reason "a message every 20 minutes is too many"',
    'naver-sms telemetry set --notify all --log-level info --reason "cutover week"',
  ],
  evidence: 'required',
  schema,
  run: setTelemetry,
});

async function setTelemetry(toolbox: Toolbox, options: SetOptions): Promise<CommandResult> {
  const reason = reasonOf(toolbox, options);
  const before = await toolbox.aws.control.read('telemetry');
  const item: TelemetryItem = {
    notify: options.notify ?? (before ?? fullTelemetry).notify,
    logLevel: options.logLevel ?? (before ?? fullTelemetry).logLevel,
    setBy: operatorName(toolbox.operator),
    setAt: toolbox.clock.now().toISOString(),
    reason,
  };
  const outcome = await runStep(toolbox, {
    id: 'telemetry',
    title: `Set telemetry to ${telemetryText(item)}`,
    change: { kind: 'control-item', name: 'telemetry', action: 'put' },
    act: () => toolbox.aws.control.replace('telemetry', before, item),
    describe: () => `${telemetryText(before)} -> ${telemetryText(item)}`,
  });
  return await proven(toolbox, outcome, { before, item });
}

function reasonOf(toolbox: Toolbox, options: SetOptions): string {
  if (options.notify === undefined && options.logLevel === undefined) {
    throw usage('Nothing was named to set.', '--notify <all|failures|off> or --log-level <info|warn|error>');
  }
  const { reason } = toolbox.operator;
  if (reason !== null && reason.trim() !== '') return reason;
  throw usage('A change of telemetry needs a reason: the next captain reads it.', '--reason "<why>"');
}

function usage(what: string, next: string): OperatorError {
  return new OperatorError('UNKNOWN_USAGE', {
    what,
    now: 'Nothing was changed.',
    next: `naver-sms telemetry set ${next}`,
  });
}

interface TelemetryChange {
  readonly before: TelemetryItem | null;
  readonly item: TelemetryItem;
}

async function proven(
  toolbox: Toolbox,
  outcome: StepOutcome<string>,
  { before, item }: TelemetryChange,
): Promise<CommandResult> {
  const isDryRun = outcome.state === 'skipped';
  const seen = isDryRun ? undefined : await toolbox.aws.control.read('telemetry').catch(() => undefined);
  const verdict = isDryRun ? inconclusive('dry run: nothing was called') : verdictOf(outcome, seen, item);
  return {
    exitCode: exitCodeOfChange(outcome, verdict),
    verdict,
    headline: isDryRun ? 'Dry run: nothing was changed.' : headlineOf(verdict, telemetryText(before), item),
    steps: [outcome.step],
    checks: [],
    spans: [],
    next: [`naver-sms telemetry status --env ${toolbox.environment.name}`],
    data: { before, after: seen ?? null },
  };
}

function verdictOf(
  { step }: StepOutcome<string>,
  seen: TelemetryItem | null | undefined,
  wanted: TelemetryItem,
): Verdict {
  if (seen === undefined) return inconclusive('it could not be read back');
  const isAsAsked = seen?.notify === wanted.notify && seen.logLevel === wanted.logLevel;
  return isAsAsked && seen?.setAt === wanted.setAt
    ? pass
    : fail(`${telemetryText(seen)} is there: ${step.detail}`);
}

function headlineOf(verdict: Verdict, from: string, setting: TelemetrySetting): string {
  if (verdict.state !== 'pass') return `Telemetry is not proven changed: ${verdict.reason}.`;
  return `Telemetry: ${from} -> ${telemetryText(setting)}. From the next run on: ${telemetrySentence(setting)}.`;
}
