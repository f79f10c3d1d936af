import { tmpdir } from 'node:os';
import { bookingApi } from '../bookings/booking-api.ts';
import { windowsFor } from '../bookings/windows.ts';
import type { Run } from '../open-run.ts';
import { breakerStore } from './breaker-store.ts';
import { browserLogin } from './browser-login.ts';
import { type Expiry, type LogInOptions, logIn, type PreparedLogin } from './log-in.ts';
import { openSession, type Session } from './open-session.ts';
import { probeSession } from './probe-session.ts';
import { sessionStore } from './session-store.ts';

/** A login with its browser may take this long; an operator's invoke waits 30 s for its answer. */
const loginLimitMs = 25_000;
/** Kept for the rest of the run: the closing of the browser, the bookings, the summary. */
const keptMs = 20_000;

/**
 * The step "session": cookies that the partner API takes now, proven by counting a store's bookings. A probe and a dry run
 * change nothing, so they never log in. If the host neither takes nor refuses the cached cookies, a run goes on with them:
 * each store then shows for itself what it answers. Whoever asks for the session alone gets the failure.
 */
export async function openPartnerSession(run: Run): Promise<Session> {
  const { program, emit, tally, trigger } = run;
  const mayLogIn = trigger.kind !== 'probe' && trigger.kind !== 'dry-run';
  const needsProof = trigger.kind === 'probe' || trigger.kind === 'login';
  const store = sessionStore(program.dynamo, program.tables.session);
  const probe = countStores(run);
  const loginUrl = program.baseUrls.login;
  const options: LogInOptions = {
    ...{ store, probe, loginUrl, emit, tally },
    runId: run.invocation.requestId,
    now: program.clock.now,
    breaker: breakerStore(program.dynamo, program.tables.control),
    prepare: () => prepareAttempt(run),
  };
  const signIn = (expiry: Expiry) => logIn(options, expiry);
  const session = await openSession({
    store,
    emit,
    probe,
    loginUrl,
    logIn: mayLogIn ? signIn : null,
    needsProof,
  });
  tally.session = session.origin;
  return session;
}

/** Counts bookings of one store after the other until one accepts the session. */
function countStores({ program, startedAt }: Run): (cookies: string) => Promise<void> {
  const { settings, baseUrls, bookingGate: gate, clock } = program;
  const [window] = windowsFor('RC03', startedAt, settings);
  if (!window) throw new Error('stores.yaml has no window for confirmed bookings');
  const storeIds = settings.stores.map(({ id }) => id);
  return (cookies) => {
    const api = bookingApi({
      ...{ baseUrl: baseUrls.booking, loginUrl: baseUrls.login },
      ...{ cookies, gate, now: clock.now },
    });
    return probeSession(storeIds, (storeId) => api.count({ storeId, status: 'RC03', window }));
  };
}

/**
 * Throws where there is no secret or no time: then no login was tried. The secret is read anew for each attempt: a password
 * that was corrected meanwhile must not be refused because a warm process remembers the old one.
 */
async function prepareAttempt({ program, invocation }: Run): Promise<PreparedLogin> {
  const { clock, baseUrls, readVersionedSecret } = program;
  const { value: credentials, versionId: secretVersion } = await readVersionedSecret('naver', {
    isFresh: true,
  });
  const remainingMs = invocation.deadlineMs - clock.now().getTime() - keptMs;
  if (remainingMs <= 0) throw new Error('the session has expired, and the run has no time left for a login');
  const attempt = () =>
    browserLogin({
      loginUrl: baseUrls.login,
      credentials,
      limitMs: Math.min(loginLimitMs, remainingMs),
      folder: tmpdir(),
      clock,
      // The old function's pauses: 0.336 to 0.544 s after each field.
      pauseMs: () => 336 + Math.random() * 208,
    });
  return { secretVersion, attempt };
}
