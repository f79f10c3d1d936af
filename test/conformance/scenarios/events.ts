import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  type DescribeRuleResponse,
  DisableRuleCommand,
  EnableRuleCommand,
  ListRulesCommand,
  type ListRulesResponse,
  ListTargetsByRuleCommand,
  type ListTargetsByRuleResponse,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import type { Scenario } from '../compare.ts';
import { account, region } from '../world.ts';

const Name = 'conformance-rule';
const stateOf = (rule: DescribeRuleResponse) => [rule.Name, rule.Arn, rule.State, rule.ScheduleExpression];
const describe = (name: string) => ({
  name,
  call: ({ events }: { events: import('@aws-sdk/client-eventbridge').EventBridgeClient }) =>
    events.send(new DescribeRuleCommand({ Name })),
  state: stateOf,
});

export const eventsScenario: Scenario = {
  title: 'rules of EventBridge',
  steps: [
    {
      name: 'put a disabled rule',
      call: ({ events }) =>
        events.send(new PutRuleCommand({ Name, ScheduleExpression: 'rate(20 minutes)', State: 'DISABLED' })),
      state: (answer: { RuleArn?: string }) => answer.RuleArn,
    },
    describe('describe it disabled'),
    { name: 'enable', call: ({ events }) => events.send(new EnableRuleCommand({ Name })) },
    describe('describe it enabled'),
    { name: 'enable again', call: ({ events }) => events.send(new EnableRuleCommand({ Name })) },
    { name: 'disable', call: ({ events }) => events.send(new DisableRuleCommand({ Name })) },
    describe('describe it disabled again'),
    {
      name: 'put a target',
      call: ({ events }) =>
        events.send(
          new PutTargetsCommand({
            Rule: Name,
            Targets: [
              {
                Id: 'one',
                Arn: `arn:aws:lambda:${region}:${account}:function:sender`,
                RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
              },
            ],
          }),
        ),
      state: (answer: { FailedEntryCount?: number }) => answer.FailedEntryCount,
    },
    {
      name: 'list targets',
      call: ({ events }) => events.send(new ListTargetsByRuleCommand({ Rule: Name })),
      state: (answer: ListTargetsByRuleResponse) => answer.Targets,
    },
    {
      name: 'list rules',
      call: ({ events }) => events.send(new ListRulesCommand({ NamePrefix: Name })),
      state: (answer: ListRulesResponse) => answer.Rules?.map(stateOf),
    },
    {
      name: 'remove the target',
      call: ({ events }) => events.send(new RemoveTargetsCommand({ Rule: Name, Ids: ['one'] })),
    },
    { name: 'delete', call: ({ events }) => events.send(new DeleteRuleCommand({ Name })) },
    { name: 'describe what is gone', call: ({ events }) => events.send(new DescribeRuleCommand({ Name })) },
    { name: 'enable what is gone', call: ({ events }) => events.send(new EnableRuleCommand({ Name })) },
    {
      name: 'targets of what is gone',
      call: ({ events }) => events.send(new ListTargetsByRuleCommand({ Rule: Name })),
    },
  ],
  known: [],
};
