import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import type { FunctionRecord, PolicyStatement } from './function-record.ts';
import type { FunctionStore, Qualified } from './function-store.ts';

const asked = z.object({ FunctionName: z.string(), Qualifier: z.string().optional() });
const permission = asked.extend({
  StatementId: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});
const removal = asked.extend({ StatementId: z.string() });

/** GetPolicy, AddPermission, RemovePermission. */
export function policyOperations(functions: FunctionStore): Record<string, Operation> {
  return {
    GetPolicy: async (input) => {
      const { FunctionName, Qualifier } = asked.parse(input);
      const found = functions.find(FunctionName, Qualifier);
      const Statement = statementsOf(found);
      if (Statement.length === 0) throw noPolicy();
      const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement });
      return { Policy, RevisionId: found.record.revisionId };
    },
    AddPermission: async (input) => {
      const { FunctionName, Qualifier, ...grant } = permission.parse(input);
      const statement = addPermission(functions.find(FunctionName, Qualifier), grant);
      return { Statement: JSON.stringify(statement) };
    },
    RemovePermission: async (input) => {
      const { FunctionName, Qualifier, StatementId } = removal.parse(input);
      const found = functions.find(FunctionName, Qualifier);
      const left = statementsOf(found).filter(({ Sid }) => Sid !== StatementId);
      if (left.length === statementsOf(found).length) throw noPolicy();
      found.record.policies.set(found.qualifier, left);
      return {};
    },
  };
}

export interface Grant {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string | undefined;
}

/** Throws ResourceConflictException where the statement id is taken. */
export function addPermission({ record, qualifier }: Qualified, grant: Grant): PolicyStatement {
  const known = record.policies.get(qualifier) ?? [];
  if (known.some(({ Sid }) => Sid === grant.StatementId)) {
    const message = `The statement id (${grant.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
    throw awsError('ResourceConflictException', message, 409);
  }
  const principal = grant.Principal.endsWith('.amazonaws.com')
    ? { Service: grant.Principal }
    : { AWS: grant.Principal };
  const condition = grant.SourceArn && { Condition: { ArnLike: { 'AWS:SourceArn': grant.SourceArn } } };
  const statement: PolicyStatement = {
    Sid: grant.StatementId,
    Effect: 'Allow',
    Principal: principal,
    Action: grant.Action,
    Resource: qualifier === '' ? record.arn : `${record.arn}:${qualifier}`,
    ...(condition || {}),
  };
  record.policies.set(qualifier, [...known, statement]);
  return statement;
}

/** Whether a service may invoke the function on behalf of a source. */
export function mayInvoke(
  { record, qualifier }: { record: FunctionRecord; qualifier: string },
  principal: string,
  sourceArn: string,
): boolean {
  return (record.policies.get(qualifier) ?? []).some((statement) => {
    const isPrincipal = 'Service' in statement.Principal && statement.Principal.Service === principal;
    const pattern = statement.Condition?.ArnLike['AWS:SourceArn'];
    return isPrincipal && (pattern === undefined || matchesArn(pattern, sourceArn));
  });
}

function matchesArn(pattern: string, arn: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(arn);
}

function statementsOf({ record, qualifier }: Qualified): readonly PolicyStatement[] {
  return record.policies.get(qualifier) ?? [];
}

function noPolicy(): Error {
  return awsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
}
