import { tmpdir } from 'node:os';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { whyInvented } from '../src/rules/settings/invented.ts';
import { probeStores } from './bookings/probe-stores.ts';
import type { Run } from './open-run.ts';
import type { Program } from './program.ts';
import type { LambdaTables } from './run-context.ts';
import { reasonOf } from './run-failed.ts';
import { probeSens } from './send/probe-sens.ts';
import { openPartnerSession } from './session/open-partner-session.ts';
import type { Session } from './session/open-session.ts';
import { proveControlWritable, proveSessionWritable } from './session/prove-writable.ts';
import { type TriedBrowser, tryBrowser } from './session/try-browser.ts';

/**
 * What `{"mode":"probe"}` answers, and `{"mode":"build"}` with the check `settings` alone. The probe has no effect: reads, and
 * writes whose condition never holds.
 */
export interface ProbeAnswer {
  readonly buildId: string;
  readonly isReady: boolean;
  readonly checks: readonly ProbeCheck[];
}

interface ProbeCheck {
  readonly id: string;
  readonly isOk: boolean;
  /** Why not, or what was seen; never a value of a secret. */
  readonly detail: string | null;
}

/** Which build this is and whether it would refuse its own configuration. Nothing leaves the process. */
export function tellBuild(program: Program): ProbeAnswer {
  return answerOf(program, [settingsCheck(program)]);
}

/**
 * Proves that a run of this build could do its work: configuration, secrets, tables, SENS, session, stores, and for a login a browser,
 * the form that Naver serves and the tables that it writes.
 */
export async function probe(run: Run): Promise<ProbeAnswer> {
  const { program } = run;
  const { dynamo, tables, baseUrls, clock } = program;
  const session = openPartnerSession(run);
  const tried = tryBrowser({
    limitMs: browserLimitMs(run),
    folder: tmpdir(),
    loginUrl: baseUrls.login,
    clock,
  });
  const checks = [
    settingsCheck(program),
    ...(await Promise.all([
      ...(['sens', 'naver', 'telegram', 'slack'] as const).map((part) =>
        // Fresh: a warm process may still hold a value that was corrected meanwhile.
        check(`secret-${part}`, () => program.readSecret(part, { isFresh: true })),
      ),
      ...Object.entries(tableKeys).map(([table, Key]) =>
        check(`table-${table}`, () =>
          // The keys of this object are those of LambdaTables.
          program.dynamo.send(
            new GetCommand({ TableName: program.tables[table as keyof LambdaTables], Key }),
          ),
        ),
      ),
      check('sens', () => probeSens(run)),
      check('session', () => session),
      check(
        'stores',
        async () => probeStores(run, await cookiesOf(session)),
        (asked) => asked,
      ),
      check('session-write', () => proveSessionWritable(dynamo, tables.session)),
      check('login-breaker-write', () => proveControlWritable(dynamo, tables.control)),
      check(
        'browser',
        () => tried,
        ({ version }) => version,
      ),
      check('login-form', () => knownForm(tried)),
    ])),
  ];
  return answerOf(program, checks);
}

/** Throws if there is no session: the check of the session itself has the reason. */
async function cookiesOf(session: Promise<Session>): Promise<string> {
  const opened = await session.catch(() => null);
  if (opened) return opened.cookies;
  throw new Error('no store was asked, since there is no session');
}

/** The configuration was read at cold start, or this would not answer. */
const answerOf = ({ buildId }: Program, checks: readonly ProbeCheck[]): ProbeAnswer => ({
  buildId,
  isReady: checks.every(({ isOk }) => isOk),
  checks,
});

function settingsCheck(program: Program): ProbeCheck {
  const detail = program.isSandbox ? null : whyInvented(program.settings.inventedFiles);
  return { id: 'settings', isOk: detail === null, detail };
}

/** The form is opened and not filled in: no credentials leave. */
async function knownForm(tried: Promise<TriedBrowser>): Promise<void> {
  const { form } = await tried.catch(() => {
    throw new Error('not looked at, since the browser does not start');
  });
  if (!form.isKnown) throw new Error(form.reason);
}

/** Keys that no item has, except the session's. */
const tableKeys: Readonly<Record<keyof LambdaTables, Record<string, string>>> = {
  sms: { booking_num: 'probe', phone: 'probe' },
  shadow: { booking_num: 'probe', phone: 'probe' },
  claims: { claim_id: 'probe' },
  session: { id: '1' },
  control: { scope: 'control', name: 'approval' },
};

/** An operator's invoke waits 30 s for the answer, its cold start included; the closing may take 4 s more than this. */
const longestBrowserMs = 15_000;
const closingMs = 5_000;

function browserLimitMs({ program, invocation }: Run): number {
  const remainingMs = invocation.deadlineMs - program.clock.now().getTime();
  return Math.max(0, Math.min(longestBrowserMs, remainingMs - closingMs));
}

async function check<Seen>(
  id: string,
  act: () => Promise<Seen>,
  show: (seen: Seen) => string | null = () => null,
): Promise<ProbeCheck> {
  try {
    return { id, isOk: true, detail: show(await act()) };
  } catch (cause) {
    return { id, isOk: false, detail: reasonOf(cause) };
  }
}
