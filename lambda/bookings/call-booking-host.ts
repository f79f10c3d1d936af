import type { PoliteGate } from './polite-gate.ts';

export interface HostAnswer {
  readonly status: number;
  /** Where a redirect leads; null if it does not say. */
  readonly location: string | null;
  /** Parsed JSON; null if the body is none (an HTML page, say). */
  readonly body: unknown;
}

export interface HostCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly gate: PoliteGate;
  /** False: there is no time left for an attempt. */
  readonly mayAsk: () => boolean;
}

const timeoutMs = 10_000;
const maxAttempts = 3;

/**
 * A read: up to three attempts, each through the gate, where the host was busy, broken or silent. Throws if there is no
 * usable answer, or no time for an attempt.
 */
export async function callBookingHost(call: HostCall): Promise<HostAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    await call.gate.pass();
    if (!call.mayAsk()) {
      throw new Error('it was not asked, since the run would have no time left to send');
    }
    const answer = await attemptOnce(call);
    const isUsable = answer !== null && answer.status !== 429 && answer.status < 500;
    if (isUsable) return answer;
    if (attempt === maxAttempts) {
      throw new Error(
        `the booking host gave no usable answer in ${maxAttempts} attempts: ${answer?.status ?? 'silence'}`,
      );
    }
  }
}

/** Null: no whole answer came. The cause is dropped, since errors of fetch may quote header values. */
async function attemptOnce(call: HostCall): Promise<HostAnswer | null> {
  try {
    const response = await fetch(call.url, {
      headers: call.headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const location = response.headers.get('location');
    return { status: response.status, location, body: readJson(await response.text()) };
  } catch {
    return null;
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
