/** `delivery status`: what the next tick would do, in one plain sentence, and every fact behind it. */
import * as z from 'zod';
import {
  approvedMode,
  buildsText,
  type DeliveryFacts,
  nextTickSentence,
  shortId,
} from '../../domain/approval.ts';
import type { CheckResult } from '../../domain/check-result.ts';
import { inconclusive, pass, worstOf } from '../../domain/verdict.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import type { CommandResult } from '../../reporting/command-result.ts';
import { commandsFor } from '../commands-for.ts';
import { defineCommand } from '../define-command.ts';
import type { Toolbox } from '../toolbox.ts';
import { askBuild } from './ask-build.ts';
import { readDelivery } from './read-delivery.ts';

const schema = z.object({});

export const deliveryStatusCommand = defineCommand({
  words: ['delivery', 'status'],
  summary: 'say what the next tick would do with a due message',
  description:
    'Reads the rule, the reserved concurrency, the stop and the approval, asks the function which build it is, and says in one ' +
    'sentence what the next tick would do. Changes nothing.',
  options: [],
  examples: ['naver-sms delivery status', 'naver-sms delivery status --json'],
  evidence: 'unrecorded',
  schema,
  run: deliveryStatus,
});

async function deliveryStatus(toolbox: Toolbox): Promise<CommandResult> {
  const [reading, asked] = await Promise.all([readDelivery(toolbox), askBuild(toolbox)]);
  const facts: DeliveryFacts = { ...reading, buildId: asked.buildId, now: toolbox.clock.now() };
  const checks = factChecks(facts, asked.because);
  for (const check of checks) toolbox.report({ kind: 'check', check });
  const verdict = worstOf([pass, ...reading.unreadable.map(inconclusive)]);
  return {
    exitCode: verdict.state === 'pass' ? exitCodes.doneAndProven : exitCodes.verdictNo,
    verdict,
    headline: nextTickSentence(facts),
    steps: [asked.step],
    checks,
    spans: [],
    next: nextCommands(toolbox, facts),
    data: {
      ...reading,
      buildId: asked.buildId,
      mode: approvedMode(facts.approval, facts.buildId, facts.now).mode,
    },
  };
}

function factChecks(facts: DeliveryFacts, buildBecause: string): readonly CheckResult[] {
  const { approval, stop, brake } = facts;
  const mode = approvedMode(approval, facts.buildId, facts.now);
  const reserved = facts.reservedConcurrency;
  return [
    fact('rule', 'Rule', facts.ruleState ?? 'could not be read'),
    fact(
      'concurrency',
      'Reserved concurrency',
      reserved === undefined ? 'could not be read' : (reserved ?? 'none'),
    ),
    fact(
      'brake',
      'Brake',
      brake === null ? 'none' : `${brake.function}, before: ${brake.previous ?? 'none reserved'}`,
    ),
    fact('stop', 'Delivery stop', stop === null ? 'none' : `${stop.who} at ${stop.at}: ${stop.why}`),
    fact(
      'build',
      'Deployed build',
      facts.buildId === null ? `unknown: ${buildBecause}` : shortId(facts.buildId),
    ),
    fact('approval', 'Approval', approval === null ? 'none' : approvalText(approval)),
    fact('mode', 'Mode in force', `${mode.mode}: ${mode.because}`),
  ];
}

function approvalText(approval: NonNullable<DeliveryFacts['approval']>): string {
  const until = approval.until === null ? 'no end' : `until ${approval.until}`;
  return `${approval.mode} for build ${buildsText(approval)}, ${until}, by ${approval.approvedBy}: ${approval.reason}`;
}

function fact(id: string, title: string, observed: string | number): CheckResult {
  return {
    id: `delivery-${id}`,
    title,
    severity: 'info',
    expected: 'anything',
    observed: String(observed),
    verdict: pass,
    source: 'read now',
    remedy: null,
  };
}

function nextCommands(toolbox: Toolbox, facts: DeliveryFacts): readonly string[] {
  const { name, function: functionName } = toolbox.environment;
  const isHeld = facts.stop !== null || facts.brake !== null || facts.reservedConcurrency === 0;
  if (isHeld) return [`naver-sms delivery resume --env ${name} --confirm ${functionName}`];
  if (facts.approval === null) return [`naver-sms delivery approve shadow --env ${name} --reason "<why>"`];
  const { cause } = approvedMode(facts.approval, facts.buildId, facts.now);
  if (cause === 'invalid' && facts.approval.mode === 'live')
    return [commandsFor(toolbox.environment).approve];
  return [`naver-sms delivery stop --env ${name}`];
}
