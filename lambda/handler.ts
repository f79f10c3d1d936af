import { failUnlessRead } from './bookings/fail-unless-read.ts';
import { readStoreBookings } from './bookings/read-store-bookings.ts';
import type { Handler } from './bootstrap.ts';
import { claimAndSend } from './claim-and-send.ts';
import { findDueMessages } from './due-messages.ts';
import { readTrigger } from './events.ts';
import { beginRun, openRun, type Run } from './open-run.ts';
import { probe, tellBuild } from './probe.ts';
import { loadProgram } from './program.ts';
import { RunFailed } from './run-failed.ts';
import { openPartnerSession } from './session/open-partner-session.ts';
import { signIn } from './session/sign-in.ts';
import { settleEarlierRuns } from './settle-earlier-runs.ts';
import { checkSums } from './summary/check-sums.ts';
import { summarise } from './summary/summarise.ts';
import type { RunSummary } from './summary/summary-of.ts';

/** Loads settings once, then answers each event. Anything but a scheduled event must name a mode. */
export async function makeHandler(programUrl: string): Promise<Handler> {
  const program = await loadProgram(programUrl);
  return async (event, invocation) => {
    const trigger = readTrigger(event);
    if (trigger.kind === 'build') return tellBuild(program);
    const run = beginRun(program, trigger, invocation);
    if (trigger.kind === 'probe') return await probe(run);
    return trigger.kind === 'login' ? await signIn(run) : await runOnce(run);
  };
}

/** One run and its summary, whatever happened. A failed run throws after its summary, so that Lambda counts it. */
async function runOnce(run: Run): Promise<RunSummary> {
  const failure = await steps(run).then(
    () => null,
    (cause: unknown) => new RunFailed(cause),
  );
  const { summary, failure: failed } = await summarise(run, failure);
  if (failed) throw failed;
  return summary;
}

/** Each step records its results in the tally, and is a file or folder of its name. */
async function steps(run: Run): Promise<void> {
  const opened = await openRun(run);
  await settleEarlierRuns(run, opened);
  const session = await openPartnerSession(run);
  const bookings = await readStoreBookings(run, session);
  const decisions = await findDueMessages(run, opened, bookings);
  await claimAndSend(run, opened, decisions);
  checkSums(run.tally);
  failUnlessRead(run.tally);
}
