type Environment = Readonly<Record<string, string | undefined>>;

/** The old function paused one second after each page; no limit of the vendor's is known. */
const defaultBookingIntervalMs = 1_000;

/** SENS documents no rate limit but answers 429; serial sends this far apart stay below what senders report. */
const defaultSendIntervalMs = 100;

/** Milliseconds between the starts of two calls to the booking host. Throws if the setting is malformed. */
export function readBookingInterval(environment: Environment): number {
  return readInterval(environment, 'BOOKING_REQUEST_INTERVAL_MS', defaultBookingIntervalMs);
}

/** Least time between the starts of two sends, milliseconds. Throws if the setting is malformed. */
export function readSendInterval(environment: Environment): number {
  return readInterval(environment, 'SENS_SEND_INTERVAL_MS', defaultSendIntervalMs);
}

function readInterval(environment: Environment, name: string, defaultMs: number): number {
  const text = environment[name];
  if (text === undefined) return defaultMs;
  if (!/^\d{1,6}$/.test(text)) throw new Error(`${name} is not a number of milliseconds`);
  return Number(text);
}
