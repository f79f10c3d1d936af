import { bookingApi } from '../bookings/booking-api.ts';
import { windowsFor } from '../bookings/windows.ts';
import type { Run } from '../open-run.ts';
import type { RunContext } from '../run-context.ts';
import { openSession, type Session } from './open-session.ts';

/** The step "session": cookies that the partner API takes now, proven by counting the first store's bookings. */
export async function openPartnerSession(
  run: Run,
  context: Pick<RunContext, 'dynamo' | 'tables' | 'emit'>,
): Promise<Session> {
  const { program, startedAt } = run;
  const { settings, baseUrls, bookingGate: gate, clock } = program;
  const [store] = settings.stores;
  const [window] = windowsFor('RC03', startedAt, settings);
  if (!store || !window) throw new Error('stores.yaml names no store');
  const probe = (cookies: string) =>
    bookingApi({ baseUrl: baseUrls.booking, cookies, gate, now: clock.now }).count({
      storeId: store.id,
      status: 'RC03',
      window,
    });
  const session = await openSession({ context, probe });
  run.tally.session = session.origin;
  return session;
}
