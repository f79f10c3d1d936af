import type { BookingDials } from './outside/booking-dials.ts';
import type { LoginGeneration } from './outside/login-generations.ts';
import type { LoginForm } from './outside/login-site.ts';

/*
 * The world that a sandbox begins with, as plain data given by the caller. Names are those of the caller's
 * configuration; the people, stores and bookings in it are invented by the seed.
 */
export interface WorldSpec {
  readonly account: string;
  readonly region: string;
  /** The rule of the new sender; its target is `function`. */
  readonly rule: string;
  readonly function: string;
  /** The function that turns alarms and announcements into Slack and Telegram messages. */
  readonly relay: string;
  readonly legacy: { readonly rule: string; readonly function: string; readonly operational: boolean };
  /** Where a drill may act: a rule and a function of its own. */
  readonly drill: { readonly rule: string; readonly function: string } | null;
  readonly tables: {
    readonly sms: string;
    readonly claims: string;
    readonly session: string;
    readonly control: string;
  };
  readonly logGroup: string;
  readonly alarms: readonly AlarmSpec[];
  readonly topicArn: string;
  /** Absolute paths of the bundles that the two functions run. */
  readonly bundles: { readonly run: string; readonly relay: string };
  /** Default rate(20 minutes). */
  readonly schedule?: string;
  /** How many invented bookings there are. Default 8 stores of 12; benchmarks go up to 1,000 stores of 200. */
  readonly numbers?: { readonly stores: number; readonly bookingsPerStore: number };
}

/** One alarm in PutMetricAlarm's terms. */
export interface AlarmSpec {
  readonly name: string;
  readonly description?: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount';
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly comparison: string;
  readonly treatMissingData: 'missing' | 'notBreaching' | 'breaching' | 'ignore';
}

/** Dials that the seeded world and the pretend outside world read. */
export interface WorldScenario {
  /** The cached cookies in the session table. */
  readonly session: 'valid' | 'expired';
  /** What the login site does with the right password; default ok. */
  readonly login?: LoginForm;
  /** What the booking host does besides answering; default nothing. */
  readonly booking?: BookingDials;
  /** Which form it serves; default today's. */
  readonly loginGeneration?: LoginGeneration;
  /** Whether SENS knows the service id in the secret; default known. */
  readonly sensService?: 'known' | 'unknown';
  /** What the first ticks find: `quiet-first-tick` = nothing due at first, messages due from the second tick on. */
  readonly traffic: 'due' | 'none' | 'quiet-first-tick';
  /** `fails` = the booking API refuses every store during the first run. */
  readonly firstTick: 'on-time' | 'late' | 'fails';
  /**
   * `ran`: the rule was on until minutes ago with the function in mode off, so that its metrics have points and no alarm
   * misses runs; default none.
   */
  readonly trial?: 'none' | 'ran';
  /** How long the rehearsal's approval lasts, as `--until` takes it; default without end. */
  readonly approvalUntil?: string;
  /** The relay's subscription to the alarm topic; default confirmed. */
  readonly alarmTopic?: 'confirmed' | 'pending' | 'unsubscribed';
}

export const ordinaryScenario: WorldScenario = {
  session: 'valid',
  traffic: 'due',
  firstTick: 'on-time',
};
