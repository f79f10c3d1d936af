/* Whose credentials these are and where calls really go: decided from the answer of STS, never declared. */
import type { AwsServices, CallerIdentity } from '../aws/services.ts';
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

export interface IdentitySources {
  readonly aws: Pick<AwsServices, 'identity' | 'rules'>;
  readonly recorder: { readonly lastEndpoint: () => ObservedEndpoint | null };
  readonly environment: Environment;
}

/** Throws WRONG_ACCOUNT, and whatever STS throws. */
export async function identifyCaller({ aws, environment }: IdentitySources): Promise<Caller> {
  return callerOf(await aws.identity.whoAmI(), environment);
}

/**
 * The same for a stopping lever, which waits at most `deadlineMs` (real time) for STS. Where STS does not answer, the
 * ARN of the rule tells account and endpoint, within the same time again. Throws only what would make every lever fail
 * too or hit another's account: CREDENTIALS_MISSING and WRONG_ACCOUNT.
 */
export async function identifyCallerInTime(sources: IdentitySources, deadlineMs: number): Promise<Caller> {
  const { aws, environment } = sources;
  const identity = await withinDeadline(deadlineMs, aws.identity.whoAmI());
  if (identity.state === 'in-time') return callerOf(identity.value, environment);
  if (identity.state === 'failed' && isMissingCredentials(identity.error)) throw identity.error;
  const because = identity.state === 'late' ? `no answer within ${deadlineMs} ms` : messageOf(identity.error);
  return {
    ...(await targetOfRule(sources, deadlineMs)),
    arn: null,
    problem: `STS did not say whose credentials these are (${because}).`,
  };
}

/** Where even the rule does not answer nobody saw where calls go, so that it may not be called AWS. */
async function targetOfRule(
  { aws, recorder, environment }: IdentitySources,
  deadlineMs: number,
): Promise<Pick<Caller, 'target' | 'endpoint'>> {
  const { account, region } = environment;
  const rule = await withinDeadline(deadlineMs, aws.rules.describe(environment.rule));
  const owner = rule.state === 'in-time' ? rule.value?.arn.split(':')[4] : undefined;
  const endpoint = recorder.lastEndpoint();
  if (owner === undefined || endpoint === null)
    return { target: { kind: 'other', account, region }, endpoint };
  if (owner !== account) throw wrongAccount(owner, environment);
  return { target: { kind: decideTarget(endpoint), account, region }, endpoint };
}

function callerOf({ account, arn, endpoint }: CallerIdentity, environment: Environment): Caller {
  if (account !== environment.account) throw wrongAccount(account, environment);
  const target = { kind: decideTarget(endpoint), account, region: environment.region };
  return { arn, target, endpoint, problem: null };
}

function isMissingCredentials(error: unknown): boolean {
  return error instanceof OperatorError && error.code === 'CREDENTIALS_MISSING';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function wrongAccount(account: string, environment: Environment): OperatorError {
  return new OperatorError('WRONG_ACCOUNT', {
    what: `These credentials belong to account ${account}; environment ${environment.name} pins ${environment.account}.`,
    now: 'Nothing was changed.',
    next: 'Switch credentials (aws sts get-caller-identity shows whose they are), or pass --env.',
  });
}
