/*
 * May EventBridge invoke the function for this rule? Read from the function's resource policy, by the traps that were
 * met: no statement at all, another rule's ARN, or a SourceAccount condition, which stops EventBridge's own call
 * (vendor's troubleshooting page).
 */
import { fail, pass, type Verdict } from './verdict.ts';

type Statement = Readonly<Record<string, unknown>>;

export interface PermissionFinding {
  readonly observed: string;
  readonly verdict: Verdict;
}

/** Judges the parsed statements of lambda:GetPolicy. */
export function judgeInvokePermission(statements: readonly Statement[], ruleArn: string): PermissionFinding {
  const ours = statements.filter(allowsEventBridge);
  if (ours.length === 0) {
    return {
      observed: `${statements.length} statements, none for events.amazonaws.com`,
      verdict: fail('EventBridge may not invoke the function'),
    };
  }
  const blocked = statements.some(
    (statement) => statement.Effect === 'Deny' && names(statement.Action, invokeActions),
  );
  if (blocked)
    return { observed: 'a statement denies the invoke', verdict: fail('a Deny stands in the policy') };
  const findings = ours.map((statement) => judgeStatement(statement, ruleArn));
  return findings.find(({ verdict }) => verdict.state === 'pass') ?? findings[0] ?? unreachable();
}

const invokeActions = ['lambda:InvokeFunction', 'lambda:*', '*'];

function judgeStatement(statement: Statement, ruleArn: string): PermissionFinding {
  const conditions = conditionValues(statement.Condition);
  const accounts = conditions.filter(({ key }) => key === 'aws:sourceaccount');
  if (accounts.length > 0) {
    return {
      observed: 'a SourceAccount condition',
      verdict: fail('EventBridge cannot meet a SourceAccount condition'),
    };
  }
  const arns = conditions.filter(({ key }) => key === 'aws:sourcearn').flatMap(({ values }) => values);
  if (arns.length === 0) return { observed: 'any rule may invoke', verdict: pass };
  const observed = `for ${arns.join(', ')}`;
  return arns.some((arn) => matchesArn(arn, ruleArn))
    ? { observed, verdict: pass }
    : { observed, verdict: fail(`not for ${ruleArn}`) };
}

function allowsEventBridge(statement: Statement): boolean {
  if (statement.Effect !== 'Allow' || !names(statement.Action, invokeActions)) return false;
  const { Principal: principal } = statement;
  const service = isObject(principal) ? principal.Service : principal;
  return names(service, ['events.amazonaws.com', '*']);
}

function conditionValues(
  condition: unknown,
): readonly { readonly key: string; readonly values: readonly string[] }[] {
  if (!isObject(condition)) return [];
  return Object.values(condition).flatMap((operator) =>
    isObject(operator)
      ? Object.entries(operator).map(([key, value]) => ({ key: key.toLowerCase(), values: texts(value) }))
      : [],
  );
}

/** ArnLike: `*` and `?` as wildcards. */
function matchesArn(pattern: string, arn: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(arn);
}

function names(value: unknown, wanted: readonly string[]): boolean {
  return texts(value).some((text) => wanted.includes(text));
}

function texts(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreachable(): never {
  throw new RangeError('a list that is not empty has a first element');
}
