import * as z from 'zod';
import { type Operation, RawAnswer } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import type { RuleRecord, RuleStore } from './rule-store.ts';

/** EnableRule and its like answer 200 without a body (API_EnableRule). */
const emptyBody = new RawAnswer(200, '');

const named = z.object({ Name: z.string() });
const putting = named.extend({
  ScheduleExpression: z.string(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().optional(),
});
const listing = z.object({
  NamePrefix: z.string().default(''),
  Limit: z.number().int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});
const byTarget = z.object({ TargetArn: z.string() });

/** PutRule, DescribeRule, ListRules, ListRuleNamesByTarget, EnableRule, DisableRule, DeleteRule. */
export function ruleOperations(context: SandboxContext, store: RuleStore): Record<string, Operation> {
  const latest = new Map<string, Record<string, unknown>>();
  return {
    PutRule: async (input) => {
      const asked = putting.parse(input);
      const { arn } = store.put({
        name: asked.Name,
        expression: asked.ScheduleExpression,
        isEnabled: asked.State === 'ENABLED',
        ...(asked.Description === undefined ? {} : { description: asked.Description }),
      });
      return { RuleArn: arn };
    },
    DescribeRule: async (input, { isStale }) => {
      const rule = store.find(named.parse(input).Name);
      const answer = (isStale ? latest.get(rule.name) : undefined) ?? describeRule(context, rule);
      latest.set(rule.name, answer);
      return answer;
    },
    ListRules: async (input) => {
      const { NamePrefix, Limit, NextToken = '0' } = listing.parse(input);
      const rules = [...store.rules.values()].filter(({ name }) => name.startsWith(NamePrefix));
      const to = Number(NextToken) + Limit;
      const Rules = rules.slice(Number(NextToken), to).map((rule) => describeRule(context, rule));
      return { Rules, ...(to < rules.length ? { NextToken: String(to) } : {}) };
    },
    ListRuleNamesByTarget: async (input) => {
      const { TargetArn } = byTarget.parse(input);
      const isAimed = (rule: RuleRecord): boolean =>
        [...rule.targets.values()].some(({ arn }) => arn === TargetArn);
      return { RuleNames: [...store.rules.values()].filter(isAimed).map(({ name }) => name) };
    },
    EnableRule: async (input) => {
      store.enable(named.parse(input).Name);
      return emptyBody;
    },
    DisableRule: async (input) => {
      store.disable(named.parse(input).Name);
      return emptyBody;
    },
    DeleteRule: async (input) => {
      store.delete(named.parse(input).Name);
      return emptyBody;
    },
  };
}

function describeRule({ account }: SandboxContext, rule: RuleRecord): Record<string, unknown> {
  return {
    Name: rule.name,
    Arn: rule.arn,
    ScheduleExpression: rule.expression,
    State: rule.isEnabled ? 'ENABLED' : 'DISABLED',
    ...(rule.description === '' ? {} : { Description: rule.description }),
    EventBusName: 'default',
    CreatedBy: account,
  };
}
