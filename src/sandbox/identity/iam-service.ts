import * as z from 'zod';
import { unflatten } from '../http/query-form.ts';
import type { SandboxService } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';

const simulation = z.object({
  PolicySourceArn: z.string().startsWith('arn:aws:'),
  ActionNames: z.array(z.string()).min(1),
  ResourceArns: z.array(z.string()).default(['*']),
});

/**
 * IAM, only to simulate: a pretend account has no policies. The operator's role is denied what it must never do
 * (docs: least privilege), everything else is allowed. Advisory, as the real simulation is.
 */
export function createIamService(_context: SandboxContext): SandboxService {
  return {
    name: 'iam',
    operations: {
      SimulatePrincipalPolicy: async (input) => {
        const form = z.record(z.string(), z.string()).parse(input);
        const { PolicySourceArn, ActionNames, ResourceArns } = simulation.parse(unflatten(form));
        const isOperator = PolicySourceArn.includes('operator');
        const EvaluationResults = ActionNames.flatMap((action) =>
          ResourceArns.map((resource) => ({
            EvalActionName: action,
            EvalResourceName: resource,
            EvalDecision: isOperator && isForbidden(action) ? 'explicitDeny' : 'allowed',
          })),
        );
        return { EvaluationResults, IsTruncated: false };
      },
    },
  };
}

const forbidden: ReadonlySet<string> = new Set([
  'secretsmanager:GetSecretValue',
  'events:DeleteRule',
  'events:PutRule',
  'events:RemoveTargets',
  'lambda:DeleteFunction',
  'lambda:UpdateFunctionCode',
  'dynamodb:DeleteTable',
  'dynamodb:Scan',
]);

function isForbidden(action: string): boolean {
  return forbidden.has(action) || action.startsWith('iam:');
}
