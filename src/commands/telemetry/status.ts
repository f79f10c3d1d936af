/** `telemetry status`: what runs tell the channels and the log, and who said so. */
import * as z from 'zod';
import { momentText } from '../../domain/announcement-text.ts';
import { fullTelemetry, telemetrySentence, telemetryText } from '../../domain/telemetry.ts';
import { pass } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';

export const telemetryStatusCommand = defineCommand({
  words: ['telemetry', 'status'],
  summary: 'say what runs tell Telegram, Slack and the log',
  description:
    'Reads the telemetry switch of the control table. Each run reads it once at its start; where it was never set, everything is ' +
    'told. Alarms and announcements go through the relay, whatever it says. Changes nothing.',
  options: [],
  examples: ['naver-sms telemetry status', 'naver-sms telemetry status --json'],
  evidence: 'unrecorded',
  schema: z.object({}),
  run: telemetryStatus,
});

async function telemetryStatus(toolbox: Toolbox): Promise<CommandResult> {
  const item = await toolbox.aws.control.read('telemetry');
  const by =
    item === null
      ? 'never set'
      : `set by ${item.setBy} at ${momentText(new Date(item.setAt))}: ${item.reason}`;
  toolbox.report({
    kind: 'check',
    check: {
      id: 'telemetry',
      title: 'Telemetry',
      severity: 'info',
      expected: 'anything',
      observed: `${telemetryText(item)}, ${by}`,
      verdict: pass,
      source: 'item telemetry of the control table, read consistently',
      remedy: null,
    },
  });
  return {
    exitCode: exitCodes.doneAndProven,
    verdict: pass,
    headline: `From the next run on: ${telemetrySentence(item ?? fullTelemetry)} (${by}).`,
    steps: [],
    checks: [],
    spans: [],
    next: [`naver-sms telemetry set --env ${toolbox.environment.name} --notify all --reason "<why>"`],
    data: { telemetry: item },
  };
}
