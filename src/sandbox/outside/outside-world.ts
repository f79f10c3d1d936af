import * as z from 'zod';
import type { OutsideWorld, OutsideWorldOptions } from '../neighbours.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { storeIds as seededStoreIds } from '../seed/invented-stores.ts';
import { type Booking, bookingSchema } from './booking.ts';
import { createBookingApi } from './booking-api.ts';
import type { BookingDials } from './booking-dials.ts';
import { countDeliveries } from './count-deliveries.ts';
import { FirstRun } from './first-run.ts';
import { inventedCookies, inventedKeys } from './invented-keys.ts';
import { LoginSessions } from './login-sessions.ts';
import { createLoginSite, type LoginState } from './login-site.ts';
import { createSens } from './sens-api.ts';
import { ordinarySensTimes, type SensTimes, sensEntry } from './sens-mailbox.ts';
import type { ExpiryForm } from './session-gate.ts';
import { createSlack } from './slack-api.ts';
import { createTelegram } from './telegram-api.ts';
import { startWorldServer } from './world-server.ts';

/** Dials beyond the scenario; each has an ordinary position. */
export interface OutsideDials {
  readonly port?: number;
  readonly sensTimes?: Partial<SensTimes>;
  readonly sensListShowsContent?: boolean;
  readonly expiryForm?: ExpiryForm;
  /** What the login site takes, where it is not the name and password of the seeded secret. */
  readonly naver?: { readonly username: string; readonly password: string };
}

/** Starts the booking API, SENS, Telegram and Slack on one loopback port. It begins with no booking. */
export async function startOutsideWorld(
  context: SandboxContext,
  options: Pick<OutsideWorldOptions, 'scenario' | 'faults'> & { readonly dials?: OutsideDials },
): Promise<OutsideWorld> {
  const dials = options.dials ?? {};
  const bookings = new BookingBook();
  const cookies = inventedCookies(context.nowMs());
  const sessions = new LoginSessions(cookies);
  let bookingDials: BookingDials = options.scenario.booking ?? {};
  const login: LoginState = {
    form: options.scenario.login ?? 'ok',
    generation: options.scenario.loginGeneration ?? 'today',
    devicesRegistered: 0,
    submitted: 0,
  };
  const credentials = dials.naver ?? inventedKeys.naver;
  const loginSite = createLoginSite({ credentials, sessions, state: login });
  const sensTimes = { ...ordinarySensTimes, ...dials.sensTimes };
  const sens = createSens({
    keys: sensKeys,
    times: sensTimes,
    newId: () => context.newId(),
    listShowsContent: dials.sensListShowsContent ?? false,
  });
  const telegram = createTelegram(telegramKeys);
  const slack = createSlack(slackKeys);
  const booking = createBookingApi({
    storeIds: bookings.storeIds,
    bookings: bookings.byStore,
    sessions,
    expiryForm: dials.expiryForm ?? 'unauthorized',
    loginUrl: () => `${server.endpoint}/login/nidlogin.login`,
    firstRun: new FirstRun(),
    failsFirstRun: options.scenario.firstTick === 'fails',
    dials: () => bookingDials,
  });
  const server = await startWorldServer(context, {
    neighbours: [booking, sens, telegram, slack, loginSite],
    faults: options.faults,
    ...(dials.port === undefined ? {} : { port: dials.port }),
  });
  context.onStop('outside world', () => server.stop());
  return {
    endpoint: server.endpoint,
    environment: environmentOf(server.endpoint),
    sessionCookies: cookies.map((cookie) => ({ ...cookie })),
    addBookings: (added) => bookings.add(added),
    turnBookings: (turned) => {
      bookingDials = turned;
    },
    turnLogin: (form, generation) => {
      login.form = form;
      login.generation = generation ?? login.generation;
    },
    get loginsSubmitted() {
      return login.submitted;
    },
    get devicesRegistered() {
      return login.devicesRegistered;
    },
    get sensMessages() {
      return sens.messages.map((message) => ({
        ...message,
        ...sensEntry(message, context.nowMs(), sensTimes),
        acceptedAt: isoText(message.acceptedAtMs),
      }));
    },
    get deliveries() {
      return countDeliveries(sens.messages, [...bookings.byStore.values()].flat());
    },
    get telegramMessages() {
      return telegram.messages.map((message) => ({ ...message, acceptedAt: isoText(message.acceptedAtMs) }));
    },
    get slackMessages() {
      return slack.messages.map((message) => ({ ...message, acceptedAt: isoText(message.acceptedAtMs) }));
    },
  };
}

const sensKeys = {
  accessKey: inventedKeys.sens.access_key,
  secretKey: inventedKeys.sens.secret_key,
  serviceId: inventedKeys.sens.service_id,
};
const telegramKeys = { botToken: inventedKeys.telegram.bot_token, chatId: inventedKeys.telegram.chat_id };
const slackKeys = { botToken: inventedKeys.slack.bot_token, channel: inventedKeys.slack.channel };

/** The bookings by store, and the stores that the account has. A booking of a new store brings the store with it. */
class BookingBook {
  readonly byStore = new Map<string, Booking[]>();
  readonly storeIds = new Set<string>(seededStoreIds(8));

  /** Throws ZodError where the list is not one of bookings. A booking id that is there already is replaced. */
  add(added: unknown): void {
    for (const booking of z.array(bookingSchema).parse(added)) {
      this.storeIds.add(booking.storeId);
      const others = this.byStore.get(booking.storeId) ?? [];
      const index = others.findIndex(({ bookingId }) => bookingId === booking.bookingId);
      others.splice(index === -1 ? others.length : index, 1, booking);
      this.byStore.set(booking.storeId, others);
    }
  }
}

function environmentOf(endpoint: string): Record<string, string> {
  return {
    NAVER_BOOKING_BASE_URL: `${endpoint}/booking`,
    NAVER_LOGIN_BASE_URL: `${endpoint}/login`,
    SENS_BASE_URL: `${endpoint}/sens`,
    TELEGRAM_BASE_URL: `${endpoint}/telegram`,
    SLACK_BASE_URL: `${endpoint}/slack`,
    // No vendor needs pauses here, and a rehearsal must not spend its time on them.
    BOOKING_REQUEST_INTERVAL_MS: '0',
    SENS_SEND_INTERVAL_MS: '0',
  };
}

function isoText(ms: number): string {
  return new Date(ms).toISOString();
}
