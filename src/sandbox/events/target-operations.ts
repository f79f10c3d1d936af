import * as z from 'zod';
import type { Operation } from '../http/service.ts';
import type { RuleStore, RuleTargetRecord } from './rule-store.ts';

const target = z.object({
  Id: z.string(),
  Arn: z.string(),
  Input: z.string().optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.number().int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).optional(),
    })
    .optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
});
const putting = z.object({ Rule: z.string(), Targets: z.array(target).min(1).max(100) });
const removing = z.object({ Rule: z.string(), Ids: z.array(z.string()).min(1).max(100) });
const listing = z.object({
  Rule: z.string(),
  Limit: z.number().int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

/** PutTargets, ListTargetsByRule, RemoveTargets. */
export function targetOperations(store: RuleStore): Record<string, Operation> {
  return {
    PutTargets: async (input) => {
      const { Rule, Targets } = putting.parse(input);
      const { targets } = store.find(Rule);
      for (const each of Targets) targets.set(each.Id, readTarget(each));
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    ListTargetsByRule: async (input) => {
      const { Rule, Limit, NextToken = '0' } = listing.parse(input);
      const targets = [...store.find(Rule).targets.values()];
      const to = Number(NextToken) + Limit;
      const Targets = targets.slice(Number(NextToken), to).map(describeTarget);
      return { Targets, ...(to < targets.length ? { NextToken: String(to) } : {}) };
    },
    RemoveTargets: async (input) => {
      const { Rule, Ids } = removing.parse(input);
      const { targets } = store.find(Rule);
      const failed = Ids.filter((id) => !targets.delete(id)).map((TargetId) => ({
        TargetId,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Target ${TargetId} does not exist on rule ${Rule}.`,
      }));
      return { FailedEntryCount: failed.length, FailedEntries: failed };
    },
  };
}

function readTarget(asked: z.infer<typeof target>): RuleTargetRecord {
  return {
    id: asked.Id,
    arn: asked.Arn,
    input: asked.Input ?? null,
    maximumRetryAttempts: asked.RetryPolicy?.MaximumRetryAttempts ?? null,
    maximumEventAgeSeconds: asked.RetryPolicy?.MaximumEventAgeInSeconds ?? null,
    deadLetterArn: asked.DeadLetterConfig?.Arn ?? null,
  };
}

function describeTarget(record: RuleTargetRecord): Record<string, unknown> {
  const { maximumRetryAttempts: retries, maximumEventAgeSeconds: age } = record;
  const policy = {
    ...(retries === null ? {} : { MaximumRetryAttempts: retries }),
    ...(age === null ? {} : { MaximumEventAgeInSeconds: age }),
  };
  return {
    Id: record.id,
    Arn: record.arn,
    ...(record.input === null ? {} : { Input: record.input }),
    ...(Object.keys(policy).length === 0 ? {} : { RetryPolicy: policy }),
    ...(record.deadLetterArn === null ? {} : { DeadLetterConfig: { Arn: record.deadLetterArn } }),
  };
}
