import type { Run } from '../open-run.ts';
import { RunFailed } from '../run-failed.ts';
import { openPartnerSession } from './open-partner-session.ts';

/** What `{"mode":"login"}` answers. */
export interface SignInAnswer {
  readonly buildId: string;
  /** `cached`: the stored session is still taken, and no login was needed. */
  readonly session: 'cached' | 'login';
  /** False: the partner API took the session and table `session` did not: the next run has to sign in again. */
  readonly isStored: boolean;
  readonly browserStarted: boolean;
}

/** The step "session" alone, for an operator. It sends nothing; the breaker holds for it as for any run. */
export async function signIn(run: Run): Promise<SignInAnswer> {
  try {
    const { origin } = await openPartnerSession(run);
    const { sessionsUnstored, browserStarted } = run.tally;
    return {
      buildId: run.program.buildId,
      session: origin,
      isStored: sessionsUnstored === 0,
      browserStarted,
    };
  } catch (cause) {
    throw new RunFailed(cause);
  }
}
