/** The run failed. Thrown to Lambda, so that AWS/Lambda Errors counts it; its text is safe to log. */
export class RunFailed extends Error {
  constructor(cause: unknown) {
    super(reasonOf(cause), { cause });
    this.name = 'RunFailed';
  }
}

/** Why something failed, for a log. Of the SDK's errors the name alone, since their messages may quote an item. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'an unknown error';
  return '$metadata' in cause ? `an AWS call failed with ${cause.name}` : cause.message;
}
