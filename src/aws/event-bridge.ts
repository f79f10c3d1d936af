/* EventBridge rules: the schedule that starts a run, and the switch that cutover and rollback turn. */
import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import { acknowledgementOf, answerOf, orNull } from './answer-of.ts';
import { type AwsClientOptions, type ClientPair, clientPair } from './client-settings.ts';
import type { Rule, RuleService, RuleTarget } from './services.ts';

export function createRuleService(options: AwsClientOptions): RuleService {
  return ruleServiceOver(clientPair(options, 'quick', (config) => new EventBridgeClient(config)));
}

export function ruleServiceOver({ reader, writer }: ClientPair<EventBridgeClient>): RuleService {
  return {
    describe: (name) => orNull(describeRule(reader, name)),
    targets: (name) => listTargets(reader, name),
    enable: (name) =>
      acknowledgementOf({ action: 'events:EnableRule', subject: `rule ${name}` }, () =>
        writer.send(new EnableRuleCommand({ Name: name })),
      ),
    disable: (name) =>
      acknowledgementOf({ action: 'events:DisableRule', subject: `rule ${name}` }, () =>
        writer.send(new DisableRuleCommand({ Name: name })),
      ),
  };
}

const ruleAnswer = z.object({
  Name: z.string(),
  Arn: z.string(),
  State: z.string(),
  ScheduleExpression: z.string().nullish(),
});

async function describeRule(client: EventBridgeClient, name: string): Promise<Rule> {
  const call = { action: 'events:DescribeRule', subject: `rule ${name}` };
  const { value, requestId } = await answerOf(call, ruleAnswer, () =>
    client.send(new DescribeRuleCommand({ Name: name })),
  );
  return {
    name: value.Name,
    arn: value.Arn,
    state: value.State === 'ENABLED' || value.State === 'DISABLED' ? value.State : 'OTHER',
    schedule: value.ScheduleExpression ?? null,
    requestId,
  };
}

const targetsAnswer = z.object({
  Targets: z
    .array(
      z.object({
        Id: z.string(),
        Arn: z.string(),
        RetryPolicy: z
          .object({
            MaximumRetryAttempts: z.number().nullish(),
            MaximumEventAgeInSeconds: z.number().nullish(),
          })
          .nullish(),
        DeadLetterConfig: z.object({ Arn: z.string().nullish() }).nullish(),
      }),
    )
    .default([]),
  NextToken: z.string().nullish(),
});

async function listTargets(client: EventBridgeClient, rule: string): Promise<readonly RuleTarget[]> {
  const call = { action: 'events:ListTargetsByRule', subject: `rule ${rule}` };
  const targets: RuleTarget[] = [];
  let token: string | undefined;
  do {
    const input = { Rule: rule, NextToken: token };
    const { value } = await answerOf(call, targetsAnswer, () =>
      client.send(new ListTargetsByRuleCommand(input)),
    );
    for (const target of value.Targets) {
      targets.push({
        id: target.Id,
        arn: target.Arn,
        maximumRetryAttempts: target.RetryPolicy?.MaximumRetryAttempts ?? null,
        maximumEventAgeSeconds: target.RetryPolicy?.MaximumEventAgeInSeconds ?? null,
        deadLetterArn: target.DeadLetterConfig?.Arn ?? null,
      });
    }
    token = value.NextToken ?? undefined;
  } while (token !== undefined);
  return targets;
}
