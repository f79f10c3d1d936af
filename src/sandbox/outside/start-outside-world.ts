import type { Fault } from '../faults/fault.ts';
import { FaultBook, type HeldCall } from '../faults/fault-book.ts';
import type { OutsideWorld } from '../neighbours.ts';
import { planBookings } from '../seed/plan-bookings.ts';
import { ordinaryScenario, type WorldScenario } from '../world-spec.ts';
import type { BookingInput } from './booking.ts';
import { inventedKeys } from './invented-keys.ts';
import { type OutsideDials, startOutsideWorld as startWorld } from './outside-world.ts';
import { type StandaloneOptions, standaloneContext } from './standalone-context.ts';

export interface StandaloneWorldOptions extends StandaloneOptions, OutsideDials {
  readonly scenario?: WorldScenario;
  readonly faults?: readonly Fault[];
  /** Exactly these bookings. Without it the seeded ones of so many stores are there. */
  readonly bookings?: readonly BookingInput[];
  /** Default 8. */
  readonly stores?: number;
  /** Default 12. */
  readonly bookingsPerStore?: number;
}

export interface StandaloneWorld extends OutsideWorld {
  /** What SENS, Telegram and Slack check. */
  readonly keys: typeof inventedKeys;
  /** What arrived, and which calls are held. */
  inspect(): {
    readonly sensMessages: OutsideWorld['sensMessages'];
    readonly telegramMessages: OutsideWorld['telegramMessages'];
    readonly slackMessages: OutsideWorld['slackMessages'];
    readonly heldCalls: readonly HeldCall[];
    readonly problems: readonly string[];
  };
  addFault(fault: Fault): void;
  releaseHeld(id: string): boolean;
  stop(): Promise<void>;
}

/** The pretend outside world on its own, for tests of whatever calls it. */
export async function startOutsideWorld(options: StandaloneWorldOptions = {}): Promise<StandaloneWorld> {
  const context = standaloneContext(options);
  const faults = new FaultBook(options.faults);
  const scenario = options.scenario ?? ordinaryScenario;
  const world = await startWorld(context, { scenario, faults, dials: options });
  world.addBookings(options.bookings ?? seededBookings(options, scenario, context.nowMs()));
  return {
    endpoint: world.endpoint,
    environment: world.environment,
    sessionCookies: world.sessionCookies,
    addBookings: (bookings) => world.addBookings(bookings),
    turnBookings: (dials) => world.turnBookings(dials),
    turnLogin: (form, generation) => world.turnLogin(form, generation),
    get loginsSubmitted() {
      return world.loginsSubmitted;
    },
    get devicesRegistered() {
      return world.devicesRegistered;
    },
    get sensMessages() {
      return world.sensMessages;
    },
    get deliveries() {
      return world.deliveries;
    },
    get telegramMessages() {
      return world.telegramMessages;
    },
    get slackMessages() {
      return world.slackMessages;
    },
    keys: inventedKeys,
    inspect: () => ({
      sensMessages: world.sensMessages,
      telegramMessages: world.telegramMessages,
      slackMessages: world.slackMessages,
      heldCalls: faults.heldCalls,
      problems: context.problems,
    }),
    addFault: (fault) => faults.add(fault),
    releaseHeld: (id) => faults.release(id),
    stop: () => context.stop(),
  };
}

function seededBookings(
  options: StandaloneWorldOptions,
  scenario: WorldScenario,
  startMs: number,
): BookingInput[] {
  const plan = planBookings({
    stores: options.stores ?? 8,
    bookingsPerStore: options.bookingsPerStore ?? 12,
    startMs,
    traffic: scenario.traffic,
  });
  return plan.map(({ booking }) => booking);
}
