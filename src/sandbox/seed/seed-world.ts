import type { SeedOptions } from '../neighbours.ts';
import { inventedKeys } from '../outside/invented-keys.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { legacyRows } from './legacy-rows.ts';
import { planBookings } from './plan-bookings.ts';

/**
 * Fills the world: bookings and what table `sms` knows of them, the cached session, the secrets, and the alarm topic
 * with the relay as its confirmed subscriber. Rules, functions, logs and alarms are seeded by their own services.
 */
export async function seedWorld(context: SandboxContext, options: SeedOptions): Promise<void> {
  const { spec, scenario, tables, secrets, topics, outside } = options;
  const startMs = context.nowMs();
  const plan = planBookings({ ...(spec.numbers ?? ordinaryNumbers), startMs, traffic: scenario.traffic });
  outside.addBookings(plan.map(({ booking }) => booking));
  await tables.putItems(spec.tables.sms, legacyRows(plan, startMs));
  await tables.putItem(spec.tables.session, sessionItem(options));
  for (const [part, value] of Object.entries(secretsFor(scenario))) {
    secrets.put(`naver-sms-automation/${part}-credentials`, value);
  }
  const relayArn = `arn:aws:lambda:${spec.region}:${spec.account}:function:${spec.relay}`;
  const subscribers = scenario.alarmTopic === 'unsubscribed' ? [] : [relayArn];
  topics.seed(spec.topicArn, subscribers, scenario.alarmTopic !== 'pending');
}

/** A service id of another project looks like any other; only, SENS answers 404 to it. */
function secretsFor({
  sensService,
}: SeedOptions['scenario']): Readonly<Record<string, Readonly<Record<string, string>>>> {
  if (sensService !== 'unknown') return inventedKeys;
  const sens = { ...inventedKeys.sens, service_id: `${inventedKeys.sens.service_id}-of-another-project` };
  return { ...inventedKeys, sens };
}

const ordinaryNumbers = { stores: 8, bookingsPerStore: 12 };

/** Cookies of a session that is over look like any others; only, nobody takes their values any more. */
function sessionItem({ scenario, outside }: SeedOptions): Record<string, unknown> {
  const cookies = outside.sessionCookies.map((cookie) =>
    scenario.session === 'valid' ? cookie : { ...cookie, value: `${String(cookie.value)}-of-last-month` },
  );
  return { id: { S: '1' }, cookies: { S: JSON.stringify(cookies) } };
}
