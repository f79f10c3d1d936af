import type { ChannelReceipt } from '../domain/announcement.ts';
import type { Clock } from '../runtime/clock.ts';

/** What one attempt at a channel came to. `again`: the channel was busy or silent, and a further attempt may do. */
export type Attempt =
  | { readonly state: 'delivered'; readonly messageId: string }
  | { readonly state: 'failed'; readonly error: string }
  | { readonly state: 'again'; readonly error: string; readonly afterMs: number };

/** Until when a text may be tried, all its parts and pauses included, on the clock's monotonic time. */
export interface Pace {
  readonly clock: Clock;
  readonly endMonoMs: number;
}

export interface DeliverOptions extends Pace {
  readonly channel: ChannelReceipt['channel'];
  /** The text as the channel takes it: in one message, or in several. */
  readonly parts: readonly [string, ...string[]];
  readonly attempt: (part: string) => Promise<Attempt>;
}

const maxAttempts = 4;

/**
 * Tries until the channel took every part, refused one, or the time is over; the first attempt is always made. Never
 * throws. A text may arrive twice after a timeout: a duplicate alert is acceptable, a lost one is not. The receipt is the
 * last part's.
 */
export async function deliverText(options: DeliverOptions): Promise<ChannelReceipt> {
  const { parts } = options;
  let messageId: string | null = null;
  for (const [index, part] of parts.entries()) {
    const outcome = await deliverPart(options, part, index);
    if (outcome.state === 'failed') {
      const which = parts.length > 1 ? `part ${index + 1} of ${parts.length}: ` : '';
      return receipt(options, null, `${which}${outcome.error}`);
    }
    messageId = outcome.messageId;
  }
  return receipt(options, messageId, null);
}

type Outcome = Exclude<Attempt, { state: 'again' }>;

async function deliverPart(options: DeliverOptions, part: string, index: number): Promise<Outcome> {
  const { clock, endMonoMs } = options;
  if (index > 0 && clock.monotonicMs() >= endMonoMs) return failed('no time was left for it');
  for (let tried = 1; ; tried += 1) {
    const outcome = await options.attempt(part);
    if (outcome.state !== 'again') return outcome;
    const givenUp = `${outcome.error}, given up after ${tried} ${tried === 1 ? 'attempt' : 'attempts'}`;
    if (tried === maxAttempts) return failed(givenUp);
    if (clock.monotonicMs() + outcome.afterMs > endMonoMs) {
      return failed(`${givenUp}: the next may be made in ${seconds(outcome.afterMs)}, which is too late`);
    }
    await clock.sleep(outcome.afterMs);
  }
}

const failed = (error: string): Outcome => ({ state: 'failed', error });
const seconds = (ms: number): string => `${Math.ceil(ms / 1_000)} s`;

function receipt(options: DeliverOptions, messageId: string | null, error: string | null): ChannelReceipt {
  const state = error === null ? 'delivered' : 'failed';
  return { channel: options.channel, state, messageId, at: options.clock.now().toISOString(), error };
}
