import type { Run } from '../open-run.ts';
import { RunFailed } from '../run-failed.ts';
import { openPartnerSession } from './open-partner-session.ts';

/** What `{"mode":"login"}` answers. */
export interface SignInAnswer {
  readonly buildId: string;
  /** `cached`: the stored session is still taken, and no login was needed. */
  readonly session: 'cached' | 'login';
  readonly browserStarted: boolean;
}

/** The step "session" alone, for an operator. It sends nothing; the breaker holds for it as for any run. */
export async function signIn(run: Run): Promise<SignInAnswer> {
  try {
    const { origin } = await openPartnerSession(run);
    return { buildId: run.program.buildId, session: origin, browserStarted: run.tally.browserStarted };
  } catch (cause) {
    throw new RunFailed(cause);
  }
}
