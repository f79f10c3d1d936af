import type { Settings } from '../../src/rules/settings/read-settings.ts';
import type { BaseUrls } from './base-urls.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether every vendor is one of this machine: then no real customer, booking or channel can be reached. Pure. */
export function isSandboxed(baseUrls: BaseUrls): boolean {
  return Object.values(baseUrls).every(isLoopback);
}

function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * Acknowledges the backlog of each store that the legacy function did not serve, from the day that a rehearsal names in
 * NAVER_SMS_SANDBOX_ACKNOWLEDGED: its shops are invented, and nobody has to answer for their bookings. Has no effect
 * outside the sandbox. Throws if the day is malformed.
 */
export function acknowledgeInSandbox<Known extends Settings>(
  settings: Known,
  environment: Environment,
  isSandbox: boolean,
): Known {
  const day = environment.NAVER_SMS_SANDBOX_ACKNOWLEDGED;
  if (!isSandbox || day === undefined) return settings;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day))
    throw new Error('NAVER_SMS_SANDBOX_ACKNOWLEDGED is not a day, YYYY-MM-DD');
  const stores = settings.stores.map((store) =>
    store.servedByLegacy ? store : { ...store, backlogAcknowledged: store.backlogAcknowledged ?? day },
  );
  return { ...settings, stores };
}
