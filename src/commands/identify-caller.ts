/* Whose credentials these are and where calls really go: decided from the answer of STS, never declared. */
import type { CallerIdentity } from '../aws/services.ts';
import type { Environment } from '../domain/environment.ts';
import { decideTarget, type ObservedEndpoint, type Target } from '../domain/target.ts';
import { OperatorError } from '../errors/operator-error.ts';
import { withinDeadline } from '../runtime/deadline.ts';

export interface Caller {
  /** Null where STS did not answer; only a stopping lever goes on without. */
  readonly arn: string | null;
  readonly target: Target;
  readonly endpoint: ObservedEndpoint | null;
  /** Why STS did not answer; null where it did. */
  readonly problem: string | null;
}

/** Throws WRONG_ACCOUNT, and whatever STS throws. */
export async function identifyCaller(
  whoAmI: () => Promise<CallerIdentity>,
  environment: Environment,
): Promise<Caller> {
  return callerOf(await whoAmI(), environment);
}

/**
 * The same for a stopping lever, which waits at most `deadlineMs` (real time) and goes on without an answer. Throws
 * only what would make every lever fail too or hit another's account: CREDENTIALS_MISSING and WRONG_ACCOUNT.
 */
export async function identifyCallerInTime(
  whoAmI: () => Promise<CallerIdentity>,
  environment: Environment,
  deadlineMs: number,
): Promise<Caller> {
  const identity = await withinDeadline(deadlineMs, whoAmI());
  if (identity.state === 'in-time') return callerOf(identity.value, environment);
  if (identity.state === 'late') return unknownCaller(environment, `no answer within ${deadlineMs} ms`);
  const { error } = identity;
  if (error instanceof OperatorError && error.code === 'CREDENTIALS_MISSING') throw error;
  return unknownCaller(environment, error instanceof Error ? error.message : String(error));
}

function callerOf({ account, arn, endpoint }: CallerIdentity, environment: Environment): Caller {
  if (account !== environment.account) throw wrongAccount(account, environment);
  const target = { kind: decideTarget(endpoint), account, region: environment.region };
  return { arn, target, endpoint, problem: null };
}

/** Nobody saw where calls go, so that it may not be called AWS. */
function unknownCaller(environment: Environment, problem: string): Caller {
  const target = { kind: 'other', account: environment.account, region: environment.region } as const;
  return { arn: null, target, endpoint: null, problem };
}

function wrongAccount(account: string, environment: Environment): OperatorError {
  return new OperatorError('WRONG_ACCOUNT', {
    what: `These credentials belong to account ${account}; environment ${environment.name} pins ${environment.account}.`,
    now: 'Nothing was changed.',
    next: 'Switch credentials (aws sts get-caller-identity shows whose they are), or pass --env.',
  });
}
